import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versions } from '../headless/index.ts';

/** Folders of the package whose code decides results, as they lie beside each other in the sources and in the built package. */
const FOLDERS = ['src', 'systems', 'assets'];
/** Parts of `src` that only show results. */
const SHOWS = [
  ...['viewer', 'cli', 'serving', 'recording', 'filming', 'picture', 'document'],
  // What a suite asks for is in the cells themselves.
  ...['bench/report', 'bench/export', 'bench/statistics', 'bench/suites'],
].map((name) => `src/${name}/`);
/** Packages that compute. */
const PACKAGES = ['@tensorflow/tfjs-backend-cpu', '@tensorflow/tfjs-backend-wasm', 'ml-matrix', 'seedrandom'];

let known: string | undefined;

/**
 * The version of the package and a fingerprint of the code that decides results, `0.1.0+1f2e3d4c5b6a`: results of other code are never taken
 * for ours. Computed once.
 */
export function engineVersion(): string {
  known ??= `${versions().ottoflow}+${fingerprintOfCode()}`;
  return known;
}

function fingerprintOfCode(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const hash = createHash('sha256').update(versions().tfjs!);
  for (const name of PACKAGES) hash.update(`${name} ${versionOf(name)}\n`);
  for (const path of decisiveFiles(root)) hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 12);
}

/** Not every package exports its package.json: it is looked for above the file that the name stands for. */
function versionOf(name: string): string {
  const file = createRequire(import.meta.url).resolve(name);
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (!existsSync(path)) continue;
    const found = JSON.parse(readFileSync(path, 'utf8')) as { name?: string; version?: string };
    if (found.name === name && found.version) return found.version;
  }
  throw new Error(`${name}: its package.json was not found`);
}

/** Paths from `root`, with slashes, in one order everywhere. */
function decisiveFiles(root: string): string[] {
  const paths = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(root, folder, path)),
  );
  return paths
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter((path) => /\.[jt]s$/.test(path) && !path.endsWith('.d.ts') && !SHOWS.some((part) => path.startsWith(part)))
    .sort();
}
