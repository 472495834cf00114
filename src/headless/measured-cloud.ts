import type { Particles } from './law-error.ts';

/** Beyond so many particles the exact samples for the floor would cost more than the run. */
export const MOST_MEASURED = 10_000;

/**
 * So many particles as are measured: the first ones of equal ones, which are as good as any. Where weights differ, rows have an order that means
 * something (the first ones of a grid are one side of the domain), and the heaviest ones have too small a spread: there the rows at the quantiles
 * (k + ½)/n of the weights in the order of the rows, some of them several times. Neighbours in a grid share what rounding leaves, so that every part of
 * the domain keeps its mass to 1/n.
 */
export function measuredCloud(particles: Particles): Particles {
  const { positions, dimension, weights } = particles;
  if (weights.length <= MOST_MEASURED) return particles;
  const rows = weights.some((weight) => weight !== weights[0]) ? rowsAtQuantiles(weights) : undefined;
  if (!rows) {
    const first = positions.subarray(0, MOST_MEASURED * dimension);
    return { positions: first, dimension, weights: weights.subarray(0, MOST_MEASURED) };
  }
  const chosen = new Float32Array(rows.length * dimension);
  rows.forEach((row, k) => void chosen.set(positions.subarray(row * dimension, (row + 1) * dimension), k * dimension));
  return { positions: chosen, dimension, weights: new Float32Array(rows.length).fill(1 / rows.length) };
}

function rowsAtQuantiles(weights: Float32Array): Int32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let row = -1;
  let passed = 0;
  return Int32Array.from({ length: MOST_MEASURED }, (_, k) => {
    const wanted = (total * (k + 0.5)) / MOST_MEASURED;
    while (passed < wanted && row < weights.length - 1) passed += weights[++row]!;
    return row;
  });
}
