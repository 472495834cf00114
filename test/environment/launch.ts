import type { LaunchOptions } from 'playwright-core';
import { installedBrowser, SOFTWARE_RENDERING } from './browser.ts';
import { softwareGpu } from './software-gpu.ts';

/** How to start the browser that there is: the user's own, else the one out of npm, which only Linux on x64 has. */
export async function launchOptions(): Promise<LaunchOptions> {
  const installed = installedBrowser();
  if (installed) return { executablePath: installed, args: SOFTWARE_RENDERING };
  const { executablePath, environment } = await softwareGpu();
  return { executablePath, env: environment, args: SOFTWARE_RENDERING };
}
