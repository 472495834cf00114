import { resolve } from 'node:path';
import { type FieldPath, firstLine, InputError } from '../../errors.ts';
import { formatValue } from '../../schema.ts';
import { empiricalFromCsv } from '../../targets/index.ts';
import { read } from './load.ts';

/** `{ type: 'empirical', file: 'points.csv' }` anywhere in a scene becomes the points themselves. @throws InputError */
export async function withDataFiles(
  value: unknown,
  folder: string,
  path: FieldPath = [],
  above: readonly unknown[] = [],
): Promise<unknown> {
  if (typeof value !== 'object' || value === null || !(Array.isArray(value) || isPlain(value))) return value;
  if (above.includes(value)) throw new InputError('must not hold itself', { path });
  if ('type' in value && value.type === 'empirical' && 'file' in value) return empiricalOf(value, folder, path);
  const inside = (inner: unknown, key: string | number): Promise<unknown> =>
    withDataFiles(inner, folder, [...path, key], [...above, value]);
  if (Array.isArray(value)) return Promise.all(value.map(inside));
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await inside(inner, key)] as const);
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
