import { firstLine, InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { defineScene, type Scene, type SceneInput, sceneToJson } from '../world/index.ts';
import { applyOverride, parseOverride } from './overrides.ts';
import { pack, unpack } from './packed.ts';
import { isWellFormed, settingsBetween, textOf } from './scene-difference.ts';

const KEYS = ['scene', 'seed', 'set', 'data'];
/** A longer list of settings is not read by anybody. */
const MOST_SETTINGS = 12;
const MOST_LETTERS = 1500;

/**
 * A scene with its changes as the fragment of an address: `#scene=teleportation&seed=3&set=count%3D500` where it is its built-in `base` but
 * for a few fields, else whole and packed: `#data=...`. `sceneOfAddress` reads both, the page of the viewer and `ottoflow run` open both.
 *
 * @param options.scene @param options.base the built-in scene that it was made of
 * @throws InputError when a target is code
 */
export async function addressOf({ scene, base }: { scene: Scene; base?: Scene | undefined }): Promise<string> {
  const data = sceneToJson(scene);
  return (base && readable(scene, base)) ?? `#data=${await pack(data)}`;
}

/** Nothing where the scene is too far from the built-in one. */
function readable(scene: Scene, base: Scene): string | undefined {
  // A seed that no address can carry is a setting like any other, in JSON.
  const seed = isWellFormed(scene.seed) ? scene.seed : base.seed;
  const settings = settingsBetween({ ...base, seed }, scene);
  if (!settings || settings.length > MOST_SETTINGS) return undefined;
  const parts = [['scene', base.name]];
  if (seed !== base.seed) parts.push(['seed', seed]);
  parts.push(...settings.map((setting) => ['set', textOf(setting)]));
  if (!parts.flat().every(isWellFormed)) return undefined;
  const text = `#${parts.map(([key, value]) => `${key}=${encoded(value!)}`).join('&')}`;
  return text.length > MOST_LETTERS ? undefined : text;
}

/** Commas and colons are left as they are: a fragment may have them, and lists stay readable. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%3A', ':');

/**
 * The scene of an address that `addressOf` wrote, or a person: a whole URL, or what comes after its `#`. Nothing is fetched.
 *
 * @param builtIn the scenes that an address can name
 * @throws InputError in one line that says what is broken
 */
export async function sceneOfAddress(text: string, builtIn: readonly Scene[]): Promise<Scene> {
  const { scene, seed, set = [], data } = partsOf(text);
  if ((scene === undefined) === (data === undefined)) {
    throw new InputError(`address: must have either #scene=NAME or #data=..., got ${formatValue(text)}`);
  }
  const start = data ? checked(await unpack(data[0]!, 'address: data')) : sceneNamed(scene![0]!, builtIn);
  const settings = set.map((each) => parseOverride(each, 'address: set'));
  if (seed) settings.push({ text: `address: seed=${seed[0]}`, path: 'seed', value: seed[0]! });
  return settings.length > 0 ? checked(settings.reduce<unknown>(applyOverride, start)) : start;
}

function checked(data: unknown): Scene {
  try {
    return defineScene(data as SceneInput);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`address: ${firstLine(error)}`, { path: error.path, cause: error });
  }
}

/** Whether a text is meant as an address, and not as the name of a scene or file. */
export const isAddress = (text: string): boolean => /^(#|https?:\/\/)/.test(text);

function partsOf(text: string): Record<string, string[] | undefined> {
  const parts: Record<string, string[]> = {};
  for (const part of text.slice(text.indexOf('#') + 1).split('&')) {
    const [key, value] = splitAt(part, part.indexOf('='));
    if (!KEYS.includes(key)) {
      throw new InputError(`address: has no part ${formatValue(key)}, there are ${KEYS.join(', ')}`);
    }
    if (parts[key] && key !== 'set') throw new InputError(`address: must have one ${key}, got several`);
    parts[key] = [...(parts[key] ?? []), decoded(value)];
  }
  return parts;
}

const splitAt = (text: string, at: number): [string, string] =>
  at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new InputError(`address: is cut or damaged at ${formatValue(text)}`, { cause: error });
  }
}

function sceneNamed(name: string, builtIn: readonly Scene[]): Scene {
  const found = builtIn.find((each) => each.name === name);
  if (found) return found;
  const known = builtIn.map((each) => each.name).join(', ');
  throw new InputError(`address: scene: must be one of ${known}, got ${formatValue(name)}`);
}
