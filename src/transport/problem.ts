import { InputError } from '../errors.ts';
import { type Cloud, checkSameDimension, meanOf, type Points, readCloud, shifted, supportOf } from './cloud.ts';
import { type Convention, conventionOf } from './convention.ts';
import type { Potentials } from './operator.ts';
import { checkChoices, iterationLimit, type PairOptions, type SolverOptions, toleranceOf } from './options.ts';
import { type SolveReport, solve } from './solve.ts';
import { squaredDiameter } from './squared-diameter.ts';
import { tierFor } from './tier.ts';

/** A cloud around the origin, without its points of zero mass. */
export interface CentredCloud {
  readonly whole: Cloud;
  readonly centre: Float64Array;
  /** What is solved. */
  readonly support: Cloud;
  /** The row in `whole` of each point of `support`. */
  readonly rows: Int32Array;
}

/** Two clouds read, checked and centred, each around its own mean: cost ½|x − y|² splits, so nothing far away costs precision. */
export interface Pair {
  readonly convention: Convention;
  readonly x: CentredCloud;
  readonly y: CentredCloud;
  /** Mean of x minus mean of y, and half its square. */
  readonly offset: Float64Array;
  readonly halfSquaredOffset: number;
}

export async function readPair(x: Points, y: Points, options: PairOptions): Promise<Pair> {
  if (!options) throw new InputError('epsilon is missing: give { epsilon } > 0, in units of the cost');
  const convention = conventionOf(options.cost, options.epsilon);
  checkChoices(options);
  const [first, second] = await Promise.all([
    readCloud(x, options.a, { points: 'x', weights: 'a' }),
    readCloud(y, options.b, { points: 'y', weights: 'b' }),
  ]);
  checkSameDimension(first, second);
  return pairOf(centred(first), centred(second), convention);
}

export function pairOf(x: CentredCloud, y: CentredCloud, convention: Convention): Pair {
  const offset = x.centre.map((value, k) => value - y.centre[k]!);
  return { convention, x, y, offset, halfSquaredOffset: 0.5 * offset.reduce((sum, value) => sum + value * value, 0) };
}

export function centred(cloud: Cloud): CentredCloud {
  const centre = meanOf(cloud);
  const whole = shifted(cloud, centre);
  return { whole, centre, ...supportOf(whole) };
}

/** A solved problem between the supports of two centred clouds, cost ½|x − y|². */
export interface Solution extends SolveReport {
  readonly potentials: Potentials;
  /** a·f + b·g. */
  readonly value: number;
  /** Pairs of points summed over. */
  readonly pairs: number;
}

/** Solve between two centred clouds, from potentials on their supports when there are some. */
export function solvePair(pair: Pair, options: SolverOptions, start?: Potentials): Promise<Solution> {
  return run(pair.x.support, pair.y.support, pair.convention, options, start);
}

/** Solve between a centred cloud and itself. */
export function solveSelf(
  cloud: CentredCloud,
  convention: Convention,
  options: SolverOptions,
  start?: Float64Array,
): Promise<Solution> {
  return run(cloud.support, undefined, convention, options, start && { f: start, g: start });
}

async function run(
  x: Cloud,
  other: Cloud | undefined,
  { halfEpsilon, scale }: Convention,
  options: SolverOptions,
  warm: Potentials | undefined,
): Promise<Solution> {
  const y = other ?? x;
  const tier = await tierFor(x, y, halfEpsilon, options);
  const tolerance = toleranceOf(options, tier.tolerance);
  const maxIterations = iterationLimit(options);
  const annealing = !warm && (options.annealing ?? true);
  const coarse = annealing
    ? await tier.coarseStart?.(x, other, { epsilon: halfEpsilon, signal: options.signal })
    : undefined;
  const start = warm ?? coarse?.potentials ?? { f: new Float64Array(x.count), g: new Float64Array(y.count) };
  const dual = tier.dual(x, other, start, { tolerance, acceleration: options.acceleration ?? 'auto' });
  try {
    const report = await solve(dual, {
      epsilon: halfEpsilon,
      startEpsilon: annealing ? Math.max(halfEpsilon, coarse?.epsilon ?? squaredDiameter(x, y)) : halfEpsilon,
      tolerance,
      maxIterations,
      signal: options.signal,
      onIteration: (iteration, epsilon, marginalError) =>
        options.onProgress?.({ iteration, epsilon: epsilon * scale, marginalError }),
    });
    const potentials = await dual.read();
    const value = inner(x.weights, potentials.f) + inner(y.weights, potentials.g);
    return { ...report, potentials, value, pairs: dual.pairs + (coarse?.pairs ?? 0) };
  } finally {
    dual.dispose();
  }
}

/** Σ_i w_i p_i. */
export function inner(weights: Float64Array, potential: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * potential[i]!;
  return sum;
}
