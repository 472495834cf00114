import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Chromium, SwiftShader (Vulkan on the CPU) and the libraries they need, out of the npm package @sparticuz/chromium: tests of the GPU
 * kernels run where nothing but npm is there.
 */
export interface SoftwareGpu {
  /** Chromium's headless shell. */
  executablePath: string;
  /** Holds libvulkan.so.1 and SwiftShader's driver. */
  folder: string;
  driver: string;
  /** For starting the browser. */
  environment: Record<string, string>;
}

const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/ottoflow/chromium');

/** Unpacked once into `node_modules/.cache`. Only Linux on x64: elsewhere the system's own GPU driver serves. */
export async function softwareGpu(): Promise<SoftwareGpu> {
  if (!existsSync(CACHE)) await unpack();
  const environment = { ...process.env } as Record<string, string>;
  environment.LD_LIBRARY_PATH = [join(CACHE, 'al2023/lib'), CACHE].join(':');
  environment.FONTCONFIG_PATH = join(CACHE, 'fonts');
  return {
    executablePath: join(CACHE, 'chromium'),
    folder: CACHE,
    driver: join(CACHE, 'vk_swiftshader_icd.json'),
    environment,
  };
}

/** The package unpacks into TMPDIR and trusts any file it finds there, so it gets a folder of its own that appears whole or not at all. */
async function unpack(): Promise<void> {
  mkdirSync(dirname(CACHE), { recursive: true });
  const folder = mkdtempSync(`${CACHE}-`);
  // It looks like Amazon's Lambda, where the package also unpacks nss, nspr and expat.
  const changed = { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  const names = [...Object.keys(changed), 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH'];
  const before = names.map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, changed);
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
  try {
    renameSync(folder, CACHE);
  } catch (error) {
    // Another process was first.
    rmSync(folder, { recursive: true, force: true });
    if (!existsSync(CACHE)) throw error;
  }
}
