import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { scenes } from '../../../scenes/index.ts';
import { firstLine, InputError } from '../../errors.ts';
import { parseJson } from './json.ts';
import type { SceneSource } from './source.ts';

const MODULES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** The scene of a built-in name or of a file. @throws InputError */
export async function loadScene(name: string): Promise<SceneSource> {
  const builtIn = scenes.find((scene) => scene.name === name);
  if (builtIn) return { input: builtIn, folder: process.cwd(), name };
  const kind = extname(name);
  if (kind !== '.json' && !MODULES.includes(kind)) {
    const known = scenes.map((scene) => scene.name).join(', ');
    throw new InputError(
      `scene: must be one of ${known}, or a file .ts, .js, .mjs or .json; got ${JSON.stringify(name)}`,
    );
  }
  const path = resolve(name);
  const text = await read(path, name);
  const folder = dirname(path);
  if (kind === '.json') return { ...parseJson(text, name), folder, name };
  // Only here: the TypeScript compiler is 20 times the rest of the command line.
  const { loadModule } = await import('./module.ts');
  return { ...(await loadModule(text, path, name)), folder, name };
}

const CAUSES: Record<string, string> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder, must be a file',
  EACCES: 'cannot be read (permission denied)',
};

/** The text of a file; `name` is what messages call it. @throws InputError */
export async function read(path: string, name: string): Promise<string> {
  try {
    // Editors on Windows like to begin with a byte order mark.
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${name}: ${CAUSES[code ?? ''] ?? `cannot be read (${firstLine(error)})`}`);
  }
}
