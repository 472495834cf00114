import { existsSync } from 'node:fs';

/** Where the systems put a Chromium or Chrome. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A browser that the user already has: `CHROME_PATH`, else one in a usual place. `CHROME_PATH=none` leaves it to the one from npm. */
export function installedBrowser(): string | undefined {
  const asked = process.env.CHROME_PATH;
  if (asked === 'none') return undefined;
  if (asked && !existsSync(asked)) throw new Error(`CHROME_PATH is ${asked}, and no file is there`);
  return asked ?? USUAL_PLACES.find((path) => existsSync(path));
}

/** WebGL and WebGPU on the CPU. Without the two Vulkan flags, presenting a WebGPU canvas loses the device. */
export const SOFTWARE_RENDERING = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--ignore-gpu-blocklist',
];
