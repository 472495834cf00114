import { InputError } from '../errors.ts';
import type { Key } from '../random/index.ts';
import { noDensity } from './empirical.ts';
import type { Target } from './target.ts';

/** Points that stand for a measure. */
export interface Data {
  /** Row-major [n, dimension]. */
  values: Float64Array;
  dimension: number;
  /** [n], sum 1; uniform when left out. */
  weights?: Float64Array;
}

/** The points of an empirical measure. @throws InputError for another one */
export function dataOf({ spec, dimension, name }: Target): Data {
  if (spec.type !== 'empirical') throw new InputError(`target: must be data (type "empirical"), got ${name}`);
  const { points, weights } = spec as unknown as { points: number[][]; weights?: number[] };
  return {
    values: Float64Array.from(points.flat()),
    dimension,
    ...(weights && { weights: Float64Array.from(weights) }),
  };
}

/** @throws InputError for data, naming the `field` that must have a density */
export function requireDensity({ spec }: Pick<Target, 'spec'>, field: string): void {
  if (spec.type === 'empirical') noDensity(field);
}

/** What stands for a target: its data, unless a number of `samples` is wanted; else so many exact samples, by default `count`. */
export function pointsOf(target: Target, key: Key, count: number, samples?: number): Data {
  if (target.spec.type === 'empirical' && samples === undefined) return dataOf(target);
  const { sample, name, dimension } = target;
  if (!sample) throw new InputError(`target: must be one that can be sampled, ${name} cannot`);
  return { values: Float64Array.from(sample(samples ?? count, key)), dimension };
}
