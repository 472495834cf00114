import { InputError } from '../errors.ts';
import { type Key, keyOf } from '../random/index.ts';
import type { Target } from '../targets/index.ts';
import { slicedDistance, sortedProjection, unitDirections } from '../transport/index.ts';
import { type Cloud, countOf, massesOf, requireClouds } from './cloud.ts';
import { deviation, median } from './quantile.ts';

/** A figure, the same figure for exact samples, and how uncertain it is. */
export interface Measured {
  value: number;
  floor?: number;
  standardError?: number;
}

export interface FloorOptions {
  /** Number of random directions; in one dimension there is only one. Default 64. */
  projections?: number;
  /** Fixes the directions: distances that are to be compared take the same. Default: a constant of the library. */
  key?: Key;
  /** Pairs of exact sample sets. Default 5. */
  repeats?: number;
  /** Of the exact samples. */
  seed?: string | Key;
}

/**
 * The sliced Wasserstein distance of a cloud of n points to a target, measured against exact samples, and what exact samples would get.
 *
 * With 2R independent sets of n exact samples A_r, B_r (R = `repeats`): `value` is the median over r of SW₂(cloud, A_r), `floor` the median over r
 * of SW₂(B_r, A_r), and `standardError` that of the value over r (1.2533 standard deviations/√R, the normal limit for a median). All use the
 * same directions. A cloud is as good as exact samples when the value reaches the floor; one more even than chance falls below it.
 *
 * @throws InputError when the target cannot be sampled or the dimensions differ
 */
export function distanceWithFloor(cloud: Cloud, target: Target, options: FloorOptions = {}): Measured {
  requireClouds(cloud);
  if (cloud.dimension !== target.dimension)
    throw new InputError(`cloud: must have dimension ${target.dimension} like the target, got ${cloud.dimension}`);
  return distanceToClouds(cloud, exactClouds(target, countOf(cloud), options), options);
}

/** `distanceWithFloor` with the sets A_1, B_1, A_2, B_2, … already drawn: each cloud is projected once. */
export function distanceToClouds(cloud: Cloud, exact: readonly Cloud[], options: FloorOptions): Measured {
  const projected = projection(cloud.dimension, options);
  const points = projected(cloud);
  const sets = exact.map(projected);
  const firsts = sets.filter((_, k) => k % 2 === 0);
  const values = firsts.map((set) => slicedDistance(points, set));
  const floors = firsts.map((set, r) => slicedDistance(sets[2 * r + 1]!, set));
  const standardError = (1.2533 * deviation(values)) / Math.sqrt(values.length);
  return { value: median(values), floor: median(floors), standardError };
}

/**
 * The sliced Wasserstein distance of a cloud to data that had no part in it; the floor is what the `exact` sets, of as many points as the cloud,
 * have to the same data (their median). Data are few: neither goes to 0.
 *
 * @throws InputError when the dimensions differ
 */
export function distanceToHeldBack(
  cloud: Cloud,
  heldBack: Cloud,
  exact: readonly Cloud[],
  options: FloorOptions,
): Measured {
  requireClouds(cloud, heldBack);
  const projected = projection(cloud.dimension, options);
  const data = projected(heldBack);
  const distance = (set: Cloud): number => slicedDistance(projected(set), data);
  return { value: distance(cloud), ...(exact.length > 0 && { floor: median(exact.map(distance)) }) };
}

/** Sets of points, sorted along every direction. */
export function projection(dimension: number, { projections = 64, key = keyOf('ottoflow') }: FloorOptions) {
  const directions = unitDirections(projections, dimension, key);
  return (set: Cloud) => {
    const rows = { values: set.positions, dimension: set.dimension, ...(set.weights && { weights: massesOf(set) }) };
    return directions.map((direction) => sortedProjection(rows, direction));
  };
}

/** 2 · `repeats` independent sets of `count` exact samples. */
export function exactClouds(target: Target, count: number, { repeats = 5, seed = 'floor' }: FloorOptions): Cloud[] {
  if (!target.sample) throw new InputError(`target: must be one that can be sampled, ${target.name} cannot`);
  return Array.from({ length: 2 * repeats }, (_, k) => {
    const key = keyOf(typeof seed === 'string' ? seed : seed.join(), 'exact samples', String(k));
    return { positions: target.sample!(count, key), dimension: target.dimension };
  });
}
