import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { scenes } from '../../../scenes/index.ts';
import { firstLine, InputError } from '../../errors.ts';
import { isAddress, sceneOfAddress } from '../../playing/index.ts';
import { parseJson } from './json.ts';
import type { FileKind, SceneSource } from './source.ts';

/** Files that hold a scene, or a suite. */
export const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];
const FOLDER_NAMES = ['', '.ts'];

/**
 * The scene of a built-in name, of an address of the viewer, or of a file, whose ending may be left out. The folder of the built-in scenes may
 * be named with them, also where it is not there.
 * @throws InputError
 */
export async function loadScene(name: string): Promise<SceneSource> {
  if (isAddress(name)) {
    return { input: await sceneOfAddress(name, scenes), folder: process.cwd(), name: 'address' };
  }
  const builtIn = scenes.find((scene) => scene.name === name);
  if (builtIn) return { input: builtIn, folder: process.cwd(), name };
  const file = [name, ...ENDINGS.map((ending) => `${name}${ending}`)].find(isSceneFile);
  if (file !== undefined) return loadFile(file);
  const inFolder = scenes.find((scene) => FOLDER_NAMES.some((ending) => name === `scenes/${scene.name}${ending}`));
  if (inFolder) return { input: inFolder, folder: process.cwd(), name };
  // Says what is wrong with the file.
  if (ENDINGS.includes(extname(name))) return loadFile(name);
  const known = scenes.map((scene) => scene.name).join(', ');
  throw new InputError(
    `scene: must be one of ${known}, or a file .ts, .js, .mjs or .json; got ${JSON.stringify(name)}`,
  );
}

const isSceneFile = (path: string): boolean =>
  ENDINGS.includes(extname(path)) && existsSync(path) && statSync(path).isFile();

/** A file with an ending that says what it is. @throws InputError */
export async function loadFile(name: string, kind: FileKind = 'scene'): Promise<SceneSource> {
  const ending = extname(name);
  const path = resolve(name);
  const text = await read(path, name);
  const folder = dirname(path);
  if (ending === '.json') return { ...parseJson(text, name), folder, name };
  // Only here: the TypeScript compiler is 20 times the rest of the command line.
  const { loadModule } = await import('./module.ts');
  return { ...(await loadModule(text, path, name, kind)), folder, name };
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
