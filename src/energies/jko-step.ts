import { InputError } from '../errors.ts';
import { rootMeanSquare } from '../linalg/index.ts';
import { type LocalModel, lbfgs, type Objective, type OptimizeResult, truncatedNewton } from '../optimize/index.ts';
import type { Energy } from './energy.ts';
import { requireFiniteEnergy } from './finite-energy.ts';

/** Half a unit in the last place of 1 in float32. */
const FLOAT32 = 2 ** -24;

export interface JkoStepOptions {
  /** τ > 0, in units of time. */
  stepSize: number;
  /** Default 'newton'. */
  solver?: 'newton' | 'l-bfgs';
  /**
   * The step is solved when the root mean square of (X − X^k)/τ + G(X) is at most `tolerance` times that of the forces at X^k (potential
   * plus entropy, each by itself: they cancel at equilibrium). > 0, default 1e-4. In float32, 1e-6 is about the best there is.
   */
  tolerance?: number;
  /** Most iterations of the solver. Default 200. */
  maxIterations?: number;
  /** A typical distance over which the energy is close to its quadratic model (the bandwidth), per coordinate: the first trust region. */
  reach?: number;
}

export interface JkoStep {
  /** X^{k+1}, row-major [n, d]. */
  readonly points: Float64Array;
  /** F(X^k) and F(X^{k+1}). */
  readonly energyBefore: number;
  readonly energyAfter: number;
  /** F(X^{k+1}) + |X^{k+1} − X^k|²/(2τN), the minimised value. */
  readonly value: number;
  /** Root mean square of (X − X^k)/τ + G(X), relative to the forces at X^k, as `tolerance`. */
  readonly residual: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly hessianProducts: number;
  /**
   * As the optimiser's, or `rounding-limit`: it could not go on because the rest of the gradient is what the rounding of the points to
   * float32 makes of it.
   */
  readonly status: OptimizeResult['status'] | 'rounding-limit';
}

/**
 * One JKO (minimising movement) step of a cloud: X^{k+1} = argmin |X − X^k|²/(2τN) + F(X), with W₂² = |x − y|². The descent starts at X^k
 * and never rises, so F(X^{k+1}) ≤ F(X^k) whatever τ is and wherever the solver stops.
 *
 * The fixed point X = X^k − τG(X) diverges for τ·L > 1 (L ≈ 1.6/δ² for the blob energy), so this is a minimisation, in units of N:
 * |X − X^k|²/(2τ) + N·F(X) with the gradient (X − X^k)/τ + G(X).
 *
 * Source: Jordan, Kinderlehrer & Otto, SIAM J. Math. Anal. 29 (1998), equation (14).
 *
 * @param start X^k, row-major [n, d], not changed
 * @throws InputError naming the option that makes no sense, or a cloud that is not finite; RunError when the energy is infinite there
 */
export async function jkoStep(start: Float64Array, energy: Energy, options: JkoStepOptions): Promise<JkoStep> {
  const { stepSize, solver = 'newton', tolerance = 1e-4, maxIterations = 200, reach } = options;
  if (!(stepSize > 0 && Number.isFinite(stepSize))) {
    throw new InputError(`stepSize: must be a number > 0, got ${stepSize}`);
  }
  if (!(tolerance > 0)) throw new InputError(`tolerance: must be a number > 0, got ${tolerance}`);

  const first = await energy.at(start);
  requireFiniteEnergy(first.value);
  const n = start.length / energy.dimension;
  const objective: Objective = async (x): Promise<LocalModel> => {
    const model = x.every((value, i) => value === start[i]) ? first : await energy.at(x);
    const moved = x.map((value, i) => value - start[i]!);
    const kinetic = moved.reduce((sum, value) => sum + value * value, 0) / (2 * stepSize);
    return {
      value: kinetic + n * model.value,
      noise: n * model.noise + 2 ** -50 * kinetic,
      gradient: model.gradient.map((value, i) => value + moved[i]! / stepSize),
      hessianVector: async (p) => (await model.hessianVector(p)).map((value, i) => value + p[i]! / stepSize),
    };
  };

  const root = Math.sqrt(start.length);
  const rule = { relativeTolerance: 0, absoluteTolerance: tolerance * first.forceScale * root, maxIterations };
  const solved =
    solver === 'newton'
      ? await truncatedNewton(objective, start, { ...rule, initialRadius: reach && reach * root })
      : await lbfgs(objective, start, { ...rule, initialStep: cautious(stepSize, reach) });
  const moved = rootMeanSquare(solved.x.map((value, i) => value - start[i]!));
  const value = solved.value / n;
  return {
    points: solved.x,
    energyBefore: first.value,
    energyAfter: value - (moved * moved * energy.dimension) / (2 * stepSize),
    value,
    residual: first.forceScale > 0 ? solved.gradientNorm / (root * first.forceScale) : 0,
    iterations: solved.iterations,
    evaluations: solved.evaluations,
    hessianProducts: solved.hessianProducts,
    status: await verdict(solved, objective),
  };
}

/** The status of a solution, told apart from a failure where the gradient is within the change that float32 rounding of X makes. */
async function verdict(solved: OptimizeResult, objective: Objective): Promise<JkoStep['status']> {
  if (solved.status === 'converged') return solved.status;
  const model = await objective(solved.x);
  const change = await model.hessianVector!(solved.x.map((value) => value * FLOAT32));
  return solved.gradientNorm <= 4 * Math.sqrt(change.length) * rootMeanSquare(change)
    ? 'rounding-limit'
    : solved.status;
}

/** The first step of L-BFGS: explicit Euler with the largest step that its stability allows. */
function cautious(stepSize: number, reach: number | undefined): number {
  return reach === undefined ? stepSize : 1 / (1 / stepSize + 1.6 / (reach * reach));
}
