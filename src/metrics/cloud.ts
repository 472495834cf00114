import { InputError } from '../errors.ts';

/** A weighted cloud of points on the host. */
export interface Cloud {
  /** Row-major [n, d]. */
  positions: ArrayLike<number>;
  dimension: number;
  /** [n], not negative; they are normalised here. Default uniform. */
  weights?: ArrayLike<number>;
}

export const countOf = (cloud: Cloud): number => cloud.positions.length / cloud.dimension;

/** The weights with the sum 1, in float64. */
export function massesOf(cloud: Cloud): Float64Array {
  const count = countOf(cloud);
  if (!cloud.weights) return new Float64Array(count).fill(1 / count);
  const masses = Float64Array.from(cloud.weights);
  const sum = masses.reduce((total, mass) => total + mass, 0);
  return masses.map((mass) => mass / sum);
}

/** @throws InputError when a cloud is empty, is cut off in the middle of a row, has a weight that is none, or the dimensions differ */
export function requireClouds(...clouds: Cloud[]): void {
  for (const { positions, dimension, weights } of clouds) {
    const count = positions.length / dimension;
    if (!(Number.isInteger(count) && count > 0))
      throw new InputError(
        `cloud: ${positions.length} numbers are no rows of ${dimension}; must be at least one whole row`,
      );
    if (dimension !== clouds[0]!.dimension)
      throw new InputError(`cloud: must have dimension ${clouds[0]!.dimension} like the other, got ${dimension}`);
    if (weights && weights.length !== count)
      throw new InputError(
        `cloud.weights: must have one weight for each of the ${count} points, got ${weights.length}`,
      );
    if (weights && !areMasses(Float64Array.from(weights)))
      throw new InputError('cloud.weights: must not be negative, and not all 0');
  }
}

const areMasses = (weights: Float64Array): boolean =>
  weights.every((mass) => mass >= 0) && weights.some((mass) => mass > 0);
