import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const MAIN = join(ROOT, 'dist/src/cli/main.js');
const SOURCES = ['src', 'systems', 'scenes', 'assets'];

/** The command line as users get it: compiled, and compiled again where a source is newer. `npm test` has done so already. */
export async function ensureBuilt(): Promise<void> {
  const lock = join(ROOT, 'dist', '.building');
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  while (isStale()) {
    try {
      mkdirSync(lock);
    } catch {
      // Another test file is at it.
      await new Promise((done) => setTimeout(done, 200));
      continue;
    }
    try {
      execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
        cwd: ROOT,
      });
      return;
    } finally {
      rmSync(lock, { recursive: true });
    }
  }
}

function isStale(): boolean {
  // tsc leaves the files whose output does not change; its own notes it always writes.
  const notes = join(ROOT, 'dist/.tsbuildinfo');
  if (!existsSync(MAIN) || !existsSync(notes)) return true;
  const built = statSync(notes).mtimeMs;
  return SOURCES.some((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).some(
      (file) => file.endsWith('.ts') && statSync(join(ROOT, folder, file)).mtimeMs > built,
    ),
  );
}
