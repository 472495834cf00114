import type { FieldPath } from '../errors.ts';
import type { Scene } from '../world/index.ts';

/** A scene as plain data, with a stand-in where a target is code: enough to tell two scenes apart, and to show one. */
export function dataOf(scene: Scene): unknown {
  return JSON.parse(JSON.stringify(scene, (_key, value) => (isCode(value) ? codeOf(value) : value)));
}

const isCode = (value: unknown): value is { name: string; dimension: number } =>
  typeof value === 'object' && value !== null && 'logDensity' in value;

const codeOf = ({ name, dimension }: { name: string; dimension: number }): unknown => ({
  type: 'custom',
  name,
  dimension,
});

/** Where two values first differ, and what each has there. */
export interface Difference {
  path: FieldPath;
  before: unknown;
  now: unknown;
}

export function firstDifference(before: unknown, now: unknown, path: FieldPath = []): Difference | undefined {
  if (!isObject(before) || !isObject(now)) return Object.is(before, now) ? undefined : { path, before, now };
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  for (const key of keys) {
    const step = Array.isArray(now) ? Number(key) : key;
    const inner = firstDifference(before[key], now[key], [...path, step]);
    if (inner) return inner;
  }
  return undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
