import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ROOT } from '../cli/built.ts';

/** The built package: threads and processes load plain JavaScript. */
export async function builtSweep(): Promise<typeof import('../../src/sweep/index.ts')> {
  await ensureBuilt();
  return import(/* @vite-ignore */ pathToFileURL(join(ROOT, 'dist/src/sweep/index.js')).href);
}
