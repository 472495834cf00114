import type { Points } from './cloud.ts';
import type { Cost } from './convention.ts';
import type { PairOptions } from './options.ts';
import { type Pair, readPair, type Solution, solvePair } from './problem.ts';
import type { SinkhornStatus } from './solve.ts';
import { checkWarmStart } from './warm-start.ts';
import { supportPotentials, wholePotentials } from './whole-potentials.ts';

export interface SinkhornOptions extends PairOptions {
  /** Potentials of a near problem, such as the last step's. */
  warmStart?: { readonly f: ArrayLike<number>; readonly g: ArrayLike<number> };
}

export interface SinkhornResult {
  /** Potential of x, [n], in units of the cost. Unique up to a constant that g compensates. */
  f: Float64Array;
  /** Potential of y, [m]. */
  g: Float64Array;
  /** a·f + b·g: the dual value, OT_ε from below up to rounding. */
  value: number;
  iterations: number;
  /** Σ_i |Σ_j π_ij − a_i| + Σ_j |Σ_i π_ij − b_j| of the plan π_ij = a_i b_j exp((f_i + g_j − c_ij)/ε). */
  marginalError: number;
  converged: boolean;
  /** `stalled`: the error stopped falling above the tolerance, mostly because float32 or rounding has no more to give. */
  status: SinkhornStatus;
  /** Pairs of points summed over. */
  pairs: number;
  cost: Cost;
  epsilon: number;
}

/**
 * Entropic optimal transport between two point clouds: OT_ε = min over couplings of ∫ c dπ + ε·KL(π | a⊗b), in the log domain (Cuturi 2013;
 * Peyré & Cuturi 2019, section 4.4), with ε-annealing and acceleration.
 *
 * A point of zero weight takes no part; its potential is the value that makes the potential continuous.
 *
 * @param x [n, d] @param y [m, d]
 * @throws InputError for ε ≤ 0, no points, coordinates that are not finite, dimensions that differ, or weights that are negative or do not sum
 * to 1 within 1e-5
 */
export async function sinkhorn(x: Points, y: Points, options: SinkhornOptions): Promise<SinkhornResult> {
  const pair = await readPair(x, y, options);
  const start = options.warmStart && supportPotentials(pair, checkWarmStart(options.warmStart, pair));
  return resultOf(pair, await solvePair(pair, options, start));
}

/** The solution in the caller's coordinates and convention. */
export function resultOf(pair: Pair, solution: Solution): SinkhornResult {
  const { potentials, value, iterations, marginalError, status, pairs } = solution;
  const { cost, epsilon, scale } = pair.convention;
  return {
    ...wholePotentials(pair, potentials),
    value: scale * (value + pair.halfSquaredOffset),
    iterations,
    marginalError,
    converged: status === 'converged',
    status,
    pairs,
    cost,
    epsilon,
  };
}
