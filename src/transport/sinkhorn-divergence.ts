import type { Points } from './cloud.ts';
import { conditionalMeans } from './conditional-mean.ts';
import type { Cost } from './convention.ts';
import type { PairOptions } from './options.ts';
import { type CentredCloud, type Pair, pairOf, readPair, type Solution, solvePair, solveSelf } from './problem.ts';
import type { SinkhornStatus } from './solve.ts';
import { checkPotential, checkWarmStart } from './warm-start.ts';
import { supportPotentials, wholePotentials, wholeSelfPotential } from './whole-potentials.ts';

export interface SinkhornDivergenceOptions extends PairOptions {
  /** Also compute the gradient in the points of x. Default false. */
  gradient?: boolean;
  /** The potentials of a near problem, such as an earlier result. */
  warmStart?: DivergencePotentials;
}

export interface DivergencePotentials {
  /** Potentials between x and y, [n] and [m]. */
  f: Float64Array;
  g: Float64Array;
  /** Potential of x with itself, [n], and of y with itself, [m]. */
  selfX: Float64Array;
  selfY: Float64Array;
}

/** How one of the three solves ended. */
export interface DivergenceTerm {
  value: number;
  iterations: number;
  marginalError: number;
  status: SinkhornStatus;
}

export interface SinkhornDivergenceResult extends DivergencePotentials {
  /** S_ε = OT_ε(x, y) − ½OT_ε(x, x) − ½OT_ε(y, y). */
  value: number;
  /** Whether all three solves reached the tolerance. */
  converged: boolean;
  /** The worst status of the three. */
  status: SinkhornStatus;
  /** The largest L1 marginal error of the three. */
  marginalError: number;
  /** All three together. */
  iterations: number;
  /** Pairs of points summed over, all three together. */
  pairs: number;
  terms: { xy: DivergenceTerm; xx: DivergenceTerm; yy: DivergenceTerm };
  /** ∂S_ε/∂x_i, row-major [n, d], when asked for. */
  gradient?: Float64Array;
  cost: Cost;
  epsilon: number;
}

/**
 * The Sinkhorn divergence (Feydy et al. 2019; Genevay et al. 2018): debiased entropic transport, 0 between equal measures, positive between others.
 * The three problems are solved to the same tolerance; the self terms by the averaged symmetric iteration.
 *
 * The gradient is a_i (T_xx(x_i) − T_xy(x_i)) for the cost ½|x − y|², twice that for |x − y|², with T the entropic map of each problem.
 *
 * @param x [n, d] @param y [m, d] @throws InputError as `sinkhorn`
 */
export async function sinkhornDivergence(
  x: Points,
  y: Points,
  options: SinkhornDivergenceOptions,
): Promise<SinkhornDivergenceResult> {
  const pair = await readPair(x, y, options);
  const { convention } = pair;
  const warm = options.warmStart && warmStart(pair, options.warmStart);
  const same = isSameMeasure(pair);
  const xx = await solveSelf(pair.x, convention, options, warm?.selfX);
  const xy = same ? xx : await solvePair(pair, options, warm?.pair);
  const yy = same ? xx : await solveSelf(pair.y, convention, options, warm?.selfY);
  const solutions = [...new Set([xy, xx, yy])];
  const { cost, epsilon, scale } = convention;
  const status = worst(solutions);
  return {
    value: scale * (xy.value - 0.5 * (xx.value + yy.value) + pair.halfSquaredOffset),
    converged: status === 'converged',
    status,
    marginalError: Math.max(...solutions.map((solution) => solution.marginalError)),
    iterations: solutions.reduce((sum, solution) => sum + solution.iterations, 0),
    pairs: solutions.reduce((sum, solution) => sum + solution.pairs, 0),
    terms: {
      xy: termOf(xy, scale, pair.halfSquaredOffset),
      xx: termOf(xx, scale, 0),
      yy: termOf(yy, scale, 0),
    },
    ...wholePotentials(pair, xy.potentials),
    selfX: wholeSelfPotential(pair.x, convention, xx.potentials.f),
    selfY: wholeSelfPotential(pair.y, convention, yy.potentials.f),
    ...(options.gradient ? { gradient: await gradientOf(pair, xy, xx) } : {}),
    cost,
    epsilon,
  };
}

/** Then the three problems are one: the symmetric iteration solves it in tens of iterations where the other may need thousands. */
function isSameMeasure({ x, y }: Pair): boolean {
  const equal = (a: Float64Array, b: Float64Array) => a.length === b.length && a.every((value, i) => value === b[i]);
  return equal(x.centre, y.centre) && equal(x.whole.values, y.whole.values) && equal(x.whole.weights, y.whole.weights);
}

function termOf({ value, iterations, marginalError, status }: Solution, scale: number, offset: number): DivergenceTerm {
  return { value: scale * (value + offset), iterations, marginalError, status };
}

function worst(solutions: readonly Solution[]): SinkhornStatus {
  const failed = solutions.find((solution) => solution.status !== 'converged');
  return failed?.status ?? 'converged';
}

function warmStart(pair: Pair, start: DivergencePotentials) {
  const { scale } = pair.convention;
  const self = (cloud: CentredCloud, values: Float64Array, field: string): Float64Array => {
    const potential = checkPotential(values, cloud.whole.count, field);
    return Float64Array.from(cloud.rows, (row) => potential[row]! / scale);
  };
  return {
    pair: supportPotentials(pair, checkWarmStart(start, pair)),
    selfX: self(pair.x, start.selfX, 'warmStart.selfX'),
    selfY: self(pair.y, start.selfY, 'warmStart.selfY'),
  };
}

/** a_i (T_xx(x_i) − T_xy(x_i)), twice that for the cost |x − y|². */
async function gradientOf(pair: Pair, xy: Solution, xx: Solution): Promise<Float64Array> {
  const { x, convention } = pair;
  const towardsY = await conditionalMeans(pair, xy.potentials.g);
  const towardsX = await conditionalMeans(pairOf(x, x, convention), xx.potentials.f);
  return towardsX.map((value, at) => {
    const weight = x.whole.weights[Math.floor(at / x.whole.dimension)]!;
    return convention.scale * weight * (value - towardsY[at]!);
  });
}
