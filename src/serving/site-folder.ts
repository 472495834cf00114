import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RunError } from '../errors.ts';

/**
 * The folder of the built viewer, a static site.
 * @param root of the package
 * @throws RunError when it has not been built
 */
export function siteFolder(root: string = packageRoot()): string {
  const folder = join(root, 'dist/viewer');
  if (existsSync(join(folder, 'index.html'))) return folder;
  throw new RunError(`viewer: has not been built; npm run build in ${root} does that`);
}

/** It lies at another depth from the sources than from the built package, but a package finds itself by name from both. */
const packageRoot = (): string => dirname(createRequire(import.meta.url).resolve('ottoflow/package.json'));
