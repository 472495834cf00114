import { getBackend } from '@tensorflow/tfjs-core';
import { type Cloud, checkSameDimension, meanOf, type Points, readCloud, shifted, supportOf } from './cloud.ts';
import { type Convention, conventionOf } from './convention.ts';
import type { Dual } from './dual.ts';
import { HostDual, HostSelfDual } from './host-dual.ts';
import { hostOperator } from './host-operator.ts';
import type { Potentials } from './operator.ts';
import { checkChoices, iterationLimit, type PairOptions, type SolverOptions, toleranceOf } from './options.ts';
import { type SolveReport, solve } from './solve.ts';
import { TensorDual, TensorSelfDual } from './tensor-dual.ts';

/** Up to this many pairs `auto` solves in float64 on the host. */
const DOUBLE_PAIRS = 40_000;
const DOUBLE_TOLERANCE = 1e-9;
const SINGLE_TOLERANCE = 1e-4;

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
export async function solvePair(pair: Pair, options: SolverOptions, start?: Potentials): Promise<Solution> {
  const x = pair.x.support;
  const y = pair.y.support;
  const potentials = start ?? { f: new Float64Array(x.count), g: new Float64Array(y.count) };
  const acceleration = options.acceleration ?? 'auto';
  const dual = onHost(x, y, options)
    ? new HostDual(hostOperator(x, y), y, potentials, acceleration)
    : new TensorDual(x, y, potentials, acceleration);
  return run(dual, x, y, pair.convention, options, start !== undefined);
}

/** Solve between a centred cloud and itself. */
export async function solveSelf(
  cloud: CentredCloud,
  convention: Convention,
  options: SolverOptions,
  start?: Float64Array,
): Promise<Solution> {
  const x = cloud.support;
  const potential = start ?? new Float64Array(x.count);
  const dual = onHost(x, x, options)
    ? new HostSelfDual(hostOperator(x, x), x, potential, options.acceleration ?? 'auto')
    : new TensorSelfDual(x, potential);
  return run(dual, x, x, convention, options, start !== undefined);
}

async function run(
  dual: Dual,
  x: Cloud,
  y: Cloud,
  convention: Convention,
  options: SolverOptions,
  warm: boolean,
): Promise<Solution> {
  const { halfEpsilon, scale } = convention;
  const annealed = !warm && (options.annealing ?? true);
  try {
    const report = await solve(dual, {
      epsilon: halfEpsilon,
      startEpsilon: annealed ? Math.max(halfEpsilon, squaredDiameter(x, y)) : halfEpsilon,
      tolerance: toleranceOf(options, onHost(x, y, options) ? doubleTolerance(x, y, options) : SINGLE_TOLERANCE),
      maxIterations: iterationLimit(options),
      signal: options.signal,
      onIteration: (iteration, epsilon, marginalError) =>
        options.onProgress?.({ iteration, epsilon: epsilon * scale, marginalError }),
    });
    const potentials = await dual.read();
    const value = inner(x.weights, potentials.f) + inner(y.weights, potentials.g);
    return { ...report, potentials, value, pairs: dual.pairs };
  } finally {
    dual.dispose();
  }
}

/** Whether the pair sums run in float64 on the host. */
function onHost(x: Cloud, y: Cloud, { precision = 'auto' }: SolverOptions): boolean {
  if (precision === 'double') return true;
  if (precision === 'single') return false;
  return getBackend() === 'cpu' || x.count * y.count <= DOUBLE_PAIRS;
}

function doubleTolerance(x: Cloud, y: Cloud, { precision = 'auto' }: SolverOptions): number {
  return precision === 'double' || x.count * y.count <= DOUBLE_PAIRS ? DOUBLE_TOLERANCE : SINGLE_TOLERANCE;
}

/** Σ_i w_i p_i. */
export function inner(weights: Float64Array, potential: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * potential[i]!;
  return sum;
}

/** |upper − lower|² of the box around both clouds. */
function squaredDiameter(x: Cloud, y: Cloud): number {
  let sum = 0;
  for (let k = 0; k < x.dimension; k++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const { values, dimension } of [x, y]) {
      for (let at = k; at < values.length; at += dimension) {
        low = Math.min(low, values[at]!);
        high = Math.max(high, values[at]!);
      }
    }
    sum += (high - low) ** 2;
  }
  return sum;
}
