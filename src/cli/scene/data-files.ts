import { resolve } from 'node:path';
import { type FieldPath, firstLine, InputError } from '../../errors.ts';
import { formatValue } from '../../schema.ts';
import { empiricalFromCsv } from '../../targets/index.ts';
import { read } from './load.ts';

/** Deeper than any scene: what goes on for ever holds itself. */
const MOST_LEVELS = 200;

/** `{ type: 'empirical', file: 'points.csv' }` anywhere in a scene becomes the points themselves. @throws InputError */
export async function withDataFiles(value: unknown, folder: string, path: FieldPath = []): Promise<unknown> {
  if (path.length > MOST_LEVELS) {
    const [head] = path;
    throw new InputError(`must be nested at most ${MOST_LEVELS} levels deep`, {
      path: head === undefined ? [] : [head],
    });
  }
  if (Array.isArray(value)) return Promise.all(value.map((each, i) => withDataFiles(each, folder, [...path, i])));
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  if ('type' in value && value.type === 'empirical' && 'file' in value) return empiricalOf(value, folder, path);
  const entries = Object.entries(value).map(async ([key, inner]) => {
    return [key, await withDataFiles(inner, folder, [...path, key])] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Data, also as a JSON parser makes it, and no custom target. */
const isPlain = (value: object): boolean =>
  [Object.prototype, null].includes(Object.getPrototypeOf(value)) && !('logDensity' in value);

async function empiricalOf(value: object, folder: string, path: FieldPath): Promise<unknown> {
  const { file, ...rest } = value as { type: string; file: unknown };
  if (typeof file !== 'string') {
    throw new InputError(`must be the path of a CSV file, got ${formatValue(file)}`, { path: [...path, 'file'] });
  }
  const text = await readAt(resolve(folder, file), file, [...path, 'file']);
  return { ...rest, ...empiricalFromCsv(text, file) };
}

/** A file that is not there is a mistake in the scene; what is wrong inside a file has a line of its own. */
async function readAt(absolute: string, file: string, path: FieldPath): Promise<string> {
  try {
    return await read(absolute, JSON.stringify(file));
  } catch (error) {
    throw new InputError(firstLine(error), { path, cause: error });
  }
}
