import { type FieldPath, InputError } from '../errors.ts';
import { formatPath } from '../schema.ts';
import { defineScene, type Scene, type SceneInput, sceneToJson } from '../world/index.ts';
import { applyOverride, type Override, parseValue, SHARED } from './overrides.ts';

type Data = Record<string, unknown>;

/** A field of a scene with the value it gets, as `applyOverride` and `--set` take it. */
export type Setting = Pick<Override, 'path' | 'value'>;

/**
 * The fewest settings, about, that make one scene of another; nothing where settings cannot (what is there can be set, but not taken away
 * from the top of a scene).
 */
export function settingsBetween(before: Scene, after: Scene): Setting[] | undefined {
  const goal = sceneToJson(after);
  let now = sceneToJson(before);
  const settings: Setting[] = [];
  for (const setting of sharedSettings(now, goal)) {
    const next = changed(now, [setting]);
    if (!next || costOf(next, goal) + textOf(setting).length >= costOf(now, goal)) continue;
    settings.push(setting);
    now = next;
  }
  const rest = differences(now, goal, []).map(({ path, value }) => ({ path: nameOf(path, now), value }));
  const all = [...settings, ...rest];
  const made = changed(sceneToJson(before), all);
  return made && isSame(made, goal) ? all : undefined;
}

/** `path=value`, as short as it can be read back. */
export const textOf = ({ path, value }: Setting): string => {
  const isPlain = typeof value === 'string' && parseValue(value) === value && isWellFormed(value);
  return `${path}=${isPlain ? value : JSON.stringify(value)}`;
};

/** Half of a letter beyond the first plane can be written in JSON, but in no address. */
export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** What all ensembles get together where they differ. */
function sharedSettings(now: Data, goal: Data): Setting[] {
  const [old, next] = [now, goal].map(({ ensembles }) => ensembles as Data[]) as [Data[], Data[]];
  if (old.length !== next.length) return [];
  return SHARED.flatMap((key) => {
    const differing = next.map((_, i) => i).filter((i) => !isSame(old[i]![key], next[i]![key]));
    const goals = differing.map((i) => next[i]![key]);
    if (goals.length === 0 || goals.includes(undefined)) return [];
    const inner = differing.map((i) => differences(old[i]![key], next[i]![key], [key]));
    const common = allSame(inner) ? inner[0]! : allSame(goals) ? [{ path: [key], value: goals[0] }] : [];
    return common.map(({ path, value }) => ({ path: formatPath(path), value }));
  });
}

const allSame = (values: readonly unknown[]): boolean => values.every((value) => isSame(value, values[0]));

/** The scene after the settings, checked; nothing where they cannot be made. */
function changed(scene: Data, settings: readonly Setting[]): Data | undefined {
  try {
    const made = settings.reduce<unknown>((each, setting) => applyOverride(each, { ...setting, text: '' }), scene);
    return sceneToJson(defineScene(made as SceneInput));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

interface Difference {
  path: FieldPath;
  value: unknown;
}

const costOf = (now: Data, goal: Data): number =>
  differences(now, goal, []).reduce((sum, { path, value }) => sum + lengthOf(path, value), 0);

const lengthOf = (path: FieldPath, value: unknown): number => formatPath(path).length + JSON.stringify(value).length;

/** The fields in which a value differs: the innermost ones, or the whole where that is shorter or something is gone. */
function differences(now: unknown, goal: unknown, path: FieldPath): Difference[] {
  if (isSame(now, goal)) return [];
  const whole = [{ path, value: goal }];
  if (!isData(now) || !isData(goal) || !canBecome(now, goal)) return whole;
  const parts = Object.keys(goal).flatMap((key) => {
    const step = Array.isArray(goal) ? Number(key) : key;
    return differences(now[key], goal[key], [...path, step]);
  });
  const length = parts.reduce((sum, part) => sum + lengthOf(part.path, part.value), 0);
  return path.length > 0 && length > lengthOf(path, goal) ? whole : parts;
}

/** By settings of fields of its own. */
function canBecome(now: Data, goal: Data): boolean {
  if (Array.isArray(now) || Array.isArray(goal)) {
    return Array.isArray(now) && Array.isArray(goal) && now.length === goal.length;
  }
  return Object.keys(now).every((key) => Object.hasOwn(goal, key)) && Object.keys(goal).every(isSettable);
}

/** What may stand between the dots of a path. */
const isSettable = (key: string): boolean => /^[A-Za-z_][\w-]*$/.test(key);

/** A path with the name of the ensemble in place of its number, where that can be read. */
function nameOf(path: FieldPath, scene: Data): string {
  const [head, index, ...rest] = path;
  const name = head === 'ensembles' && (scene.ensembles as Data[])[index as number]?.name;
  const named = typeof name === 'string' && isSettable(name) && rest.length > 0;
  return formatPath(named ? [head, name, ...rest] : path);
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null;

/** Of JSON data; the order of fields is no difference. */
function isSame(a: unknown, b: unknown): boolean {
  if (!isData(a) || !isData(b)) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}
