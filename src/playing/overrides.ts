import { type FieldPath, InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';

/** What ensembles may leave to the scene. */
export const SHARED = ['count', 'target', 'initial', 'placement', 'sites', 'duration'] as const;

export const isShared = (key: unknown): boolean => SHARED.includes(key as (typeof SHARED)[number]);

/** A change to a field of a scene that comes from the command line or an address. */
export interface Override {
  /** As the user wrote it, for messages. */
  text: string;
  path: string;
  value: unknown;
}

type Fields = Record<string | number, unknown>;

/**
 * The override of `path=value`; the value is JSON, or a text if it is none.
 * @param flag what to call it in messages
 * @throws InputError
 */
export function parseOverride(text: string, flag = '--set'): Override {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InputError(`${flag}: must be path=value, got ${formatValue(text)}`);
  return { text: `${flag} ${text}`, path: text.slice(0, equals).trim(), value: parseValue(text.slice(equals + 1)) };
}

/**
 * A copy of `scene` with one field changed. `ensembles[0]` and `ensembles.NAME` are the same ensemble; a field that ensembles share (count,
 * target, initial, placement, sites, duration) set at the top is set in all of them that take it. Convergence studies are set one by one: `orders[0].count`,
 * `orders.NAME.count`.
 * @throws InputError when the path leads nowhere, naming what there is
 */
export function applyOverride(scene: unknown, override: Override): unknown {
  const copy = copyOf(scene) as Fields;
  for (const path of pathsIn(copy, override)) {
    assign(copy, path, override);
    if (path[2] === 'sites') forgetCount(parentOf(copy, path.slice(0, 3)) as Fields);
  }
  return copy;
}

/** The fields of a scene that an override sets. @throws InputError when its path is none */
export function pathsOf(scene: unknown, override: Override): FieldPath[] {
  return pathsIn(scene as Fields, override);
}

function pathsIn(scene: Fields, { path, text }: Override): FieldPath[] {
  const keys = keysOf(path, scene, text);
  if (!isShared(keys[0])) return [keys];
  const ensembles = scene.ensembles as Fields[];
  const takers = ensembles.some((each) => takes(each, keys[0]))
    ? ensembles.filter((each) => takes(each, keys[0]))
    : ensembles;
  const everywhere = takers.map((each) => ['ensembles', ensembles.indexOf(each), ...keys]);
  const paths = keys[0] === 'duration' ? [keys, ...everywhere] : everywhere;
  // Ensembles that lack the object the field belongs to are not meant.
  const meant = paths.filter((each) => parentOf(scene, each) !== undefined);
  return meant.length > 0 ? meant : paths;
}

/** Only ensembles that have sites take others, and most sites say themselves how many they are. */
const takes = (each: Fields, key: unknown): boolean =>
  key === 'sites' ? each.sites !== undefined : key !== 'count' || !knowTheirCount(each);

const knowTheirCount = ({ sites }: Fields): boolean => isFields(sites) && (sites.nodes ?? sites.points) !== undefined;

/** A checked scene has the number of the sites that there were. */
function forgetCount(each: Fields): void {
  if (knowTheirCount(each)) delete each.count;
}

function keysOf(path: string, scene: Fields, text: string): FieldPath {
  const plain = ['ensembles', 'orders'].reduce((before, list) => numbered(before, list, scene), path);
  if (!/^\w[\w-]*(\.[\w-]+|\[\d+\])*$/.test(plain)) {
    throw new InputError(`${text}: must be a path such as ensembles[0].method.stepSize, got ${formatValue(path)}`);
  }
  return [...plain.matchAll(/\[(\d+)\]|[\w-]+/g)].map(([key, index]) => (index === undefined ? key : Number(index)));
}

/** The path with the number of an entry of `list` for its name, which may have spaces and dots. */
function numbered(path: string, list: string, scene: Fields): string {
  const entries = (scene[list] ?? []) as { name?: unknown }[];
  const named = entries.findIndex(({ name }) => `${path}.`.startsWith(`${list}.${name}.`));
  return named < 0 ? path : path.replace(`${list}.${entries[named]!.name}`, `${list}[${named}]`);
}

function assign(scene: Fields, path: FieldPath, { text, value }: Override): void {
  let parent: unknown = scene;
  for (const [depth, key] of path.entries()) {
    const last = depth === path.length - 1;
    if (!isFields(parent) || !(Object.hasOwn(parent, key) || (last && !Array.isArray(parent)))) {
      throw new InputError(`${text}: has no ${formatValue(key)}, there ${namesOf(parent)}`);
    }
    if (last) parent[key] = value;
    else parent = parent[key];
  }
}

const parentOf = (scene: Fields, path: FieldPath): unknown =>
  path
    .slice(0, -1)
    .reduce<unknown>((value, key) => (isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined), scene);

function namesOf(value: unknown): string {
  if (!isFields(value)) return 'is no object';
  if (!Array.isArray(value)) return `are ${Object.keys(value).join(', ')}`;
  const names = value.map((each) => (isFields(each) ? each.name : undefined)).filter((name) => name !== undefined);
  return `are 0 to ${value.length - 1}${names.length > 0 ? ` (${names.join(', ')})` : ''}`;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Custom targets are code and stay what they are. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isFields(value) || 'logDensity' in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
}

/** The value that a text means: JSON, or the text itself if it is none. */
export function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
