import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const MAIN = join(ROOT, 'dist/src/cli/main.js');
const SOURCES = ['src', 'systems', 'scenes', 'assets'];

/** Something that is built of the sources. */
interface Product {
  /** Under the name of which it is locked. */
  name: string;
  /** Files that it has; the first is written by every build. */
  files: readonly [string, ...string[]];
  /** Of the sources that count. */
  endings: readonly string[];
  /** The program of Node that builds it, and its words. */
  command: readonly string[];
}

/** The command line as users get it: compiled, and compiled again where a source is newer. `npm test` has done so already. */
export const ensureBuilt = (): Promise<void> =>
  ensure({
    name: 'building',
    // tsc leaves the files whose output does not change; its own notes it always writes.
    files: [join(ROOT, 'dist/.tsbuildinfo'), MAIN],
    endings: ['.ts'],
    command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
  });

/** The same of the viewer, in `dist/viewer`. */
export const ensureSite = (): Promise<void> =>
  ensure({
    name: 'building-site',
    files: [join(ROOT, 'dist/viewer/index.html')],
    endings: ['.ts', '.css', '.html', '.webp'],
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'src/viewer/vite.config.ts', '--logLevel', 'warn'],
  });

async function ensure(product: Product): Promise<void> {
  const lock = join(ROOT, 'dist', `.${product.name}`);
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  while (isStale(product)) {
    try {
      mkdirSync(lock);
    } catch {
      // Another test file is at it.
      await new Promise((done) => setTimeout(done, 200));
      continue;
    }
    try {
      execFileSync(process.execPath, [...product.command], { cwd: ROOT });
      return;
    } finally {
      rmSync(lock, { recursive: true });
    }
  }
}

function isStale({ files, endings }: Product): boolean {
  if (!files.every((file) => existsSync(file))) return true;
  const built = statSync(files[0]).mtimeMs;
  return SOURCES.some((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).some(
      (file) => endings.includes(extname(file)) && statSync(join(ROOT, folder, file)).mtimeMs > built,
    ),
  );
}
