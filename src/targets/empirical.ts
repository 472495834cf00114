import { z } from 'zod';
import { InputError } from '../errors.ts';
import { uniforms } from '../random/index.ts';
import { defineTarget } from './define.ts';
import { normalisedWeights, points, weights } from './parameters.ts';
import { MomentSum } from './quadrature.ts';
import { choose, cumulativeOf, drawOf } from './sampling.ts';
import { SquareSum } from './squares.ts';

/**
 * The empirical measure Σ_i w_i δ(x_i): points with weights (uniform when left out). `sample` draws with replacement; on the
 * line `quantile` is the step function of the sorted points. It has no density: `logDensity` and `gradLogDensity` throw an InputError.
 *
 * @throws InputError when rows differ in length, a number is not finite, or the weights are not positive with the sum 1 (within 1e-6)
 */
export const empirical = defineTarget({
  type: 'empirical',
  title: 'Empirical measure',
  description: 'given points, with weights if you like; for methods that need samples, not a density',
  parameters: z.strictObject({ points, weights: weights.optional() }).superRefine((parameters, context) => {
    if (parameters.weights && parameters.weights.length !== parameters.points.length)
      context.addIssue({
        code: 'custom',
        path: ['weights'],
        message: `must have one weight for each of the ${parameters.points.length} points, got ${parameters.weights.length}`,
      });
  }),
  build: (parameters) => {
    const rows = parameters.points;
    const masses = normalisedWeights(rows.length, parameters.weights);
    const cumulative = cumulativeOf(masses);
    const d = rows[0]!.length;
    const sum = new MomentSum(d);
    const squares = new SquareSum(d);
    for (const [i, row] of rows.entries()) {
      sum.add(masses[i]!, row);
      squares.add(masses[i]!, row);
    }
    return {
      name: 'empirical measure',
      dimension: d,
      logDensity: () => noDensity('target'),
      gradLogDensity: () => noDensity('target'),
      moments: sum.moments,
      squares: squares.squares,
      sample: (count, seed) => {
        const out = new Float32Array(count * d);
        const uniform = uniforms(count, 1, drawOf(seed));
        for (let i = 0; i < count; i++) out.set(rows[choose(cumulative, uniform[i]!)]!, i * d);
        return out;
      },
      ...(d === 1 && { quantile: quantileOf(rows, masses) }),
      bounds: rows[0]!.map((_, axis) => boundsOf(rows, axis)),
    };
  },
});

/** @throws InputError naming the `field` that must have a density */
export function noDensity(field: string): never {
  throw new InputError(
    `${field}: an empirical measure has no density; must be a target with one, or a method that needs only samples`,
  );
}

/** The point at which the mass from the left passes u. */
function quantileOf(rows: readonly number[][], masses: readonly number[]): (u: number) => number {
  const order = rows.map((_, i) => i).sort((i, j) => rows[i]![0]! - rows[j]![0]!);
  const cumulative = cumulativeOf(order.map((i) => masses[i]!));
  return (u) => rows[order[choose(cumulative, u)]!]![0]!;
}

function boundsOf(rows: readonly number[][], axis: number): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    low = Math.min(low, row[axis]!);
    high = Math.max(high, row[axis]!);
  }
  const margin = 0.1 * (high - low) || 1;
  return [low - margin, high + margin];
}
