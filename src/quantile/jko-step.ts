import type { QuantileEnergy, QuantileModel } from './quantile-energy.ts';
import { rootMeanSquare } from './quantile-energy.ts';
import { expectation } from './reference-grid.ts';
import { solveTridiagonal, type Tridiagonal } from './tridiagonal.ts';

export interface QuantileJkoOptions {
  /** η > 0, in units of time. */
  stepSize: number;
  /** Solved when the root mean square of (X − X^k)/η + G(X) is at most this part of that of the forces at X^k. */
  tolerance: number;
  maxIterations: number;
}

export interface QuantileJkoStep {
  /** X^{k+1}, [n], as strictly ascending as X^k. */
  readonly points: Float64Array;
  /** F(X^k) and F(X^{k+1}). */
  readonly energyBefore: number;
  readonly energyAfter: number;
  /** Root mean square of (X − X^k)/η + G(X), relative to the forces at X^k. */
  readonly residual: number;
  readonly iterations: number;
  /** How often the energy was evaluated. */
  readonly evaluations: number;
  /**
   * - `converged`: the residual is as small as asked.
   * - `rounding-limit`: what is left of it is the rounding of V to float32.
   * - `max-iterations`: it was still falling.
   * - `stalled`: no step along the Newton direction goes down, or V is not finite.
   */
  readonly status: 'converged' | 'rounding-limit' | 'max-iterations' | 'stalled';
}

/** A step is taken when the value falls by this part of the prediction. */
const ACCEPT = 1e-4;
/** How much of the way to the next collision of two quantiles a Newton step may go. */
const CLEARANCE = 0.99;
const SHORTEST = 1e-6;
/** Beyond this multiple of 1/η only NaN keeps the Hessian from being positive definite. */
const LARGEST_SHIFT = 1e100;

/** The minimised function at one point: |X − X^k|²/2η + F(X). */
interface Objective {
  readonly x: Float64Array;
  readonly model: QuantileModel;
  readonly value: number;
  /** Per unit of mass, [n]. */
  readonly gradient: Float64Array;
}

/**
 * One JKO step of a law on the line, X^{k+1} = argmin Σ w_i |X_i − X^k_i|²/2η + F(X), exactly W₂²/2η + F: in one dimension the quantile
 * functions are the optimal coupling. Damped Newton with a tridiagonal solve; where V is not convex, a multiple of the masses is added to the
 * Hessian until it is positive definite. The value never rises by more than its rounding, and neighbours never meet.
 *
 * Source: Jordan, Kinderlehrer & Otto, SIAM J. Math. Anal. 29 (1998), equation (14).
 *
 * @param start X^k, strictly ascending, not changed
 */
export async function quantileJkoStep(
  start: Float64Array,
  energy: QuantileEnergy,
  { stepSize, tolerance, maxIterations }: QuantileJkoOptions,
): Promise<QuantileJkoStep> {
  const { masses } = energy.grid;
  let evaluations = 0;
  const at = async (x: Float64Array): Promise<Objective> => {
    evaluations++;
    const model = await energy.at(x);
    const moved = x.map((value, i) => value - start[i]!);
    const value = model.value + rootMeanSquare(masses, moved) ** 2 / (2 * stepSize);
    return { x, model, value, gradient: model.gradient.map((force, i) => force + moved[i]! / stepSize) };
  };
  const first = await at(start);
  const scale = first.model.forceScale;
  const residualOf = ({ gradient }: Objective): number => (scale === 0 ? 0 : rootMeanSquare(masses, gradient) / scale);

  let here = first;
  let iterations = 0;
  const finish = (status: QuantileJkoStep['status']): QuantileJkoStep => ({
    points: here.x,
    energyBefore: first.model.value,
    energyAfter: here.model.value,
    residual: residualOf(here),
    iterations,
    evaluations,
    status,
  });
  for (;;) {
    const isSolved = Number.isFinite(here.value) && residualOf(here) <= tolerance;
    if (iterations === maxIterations) return finish(isSolved ? 'converged' : 'max-iterations');
    iterations++;
    const direction = await newtonDirection(here, masses, stepSize);
    const next = direction && (await descend(here, direction, masses, at));
    if (isSolved) {
      // One step more: convergence is quadratic, and the residual hardly looks at the tails.
      if (next && residualOf(next) < residualOf(here)) here = next;
      return finish('converged');
    }
    const isRounding = residualOf(here) * scale <= 4 * (await here.model.gradientNoise());
    // Near the rounding of V a Newton step only shuffles noise: one that does not help is the last one.
    if (isRounding && !(next && residualOf(next) < residualOf(here) / 2)) return finish('rounding-limit');
    if (!next) return finish('stalled');
    here = next;
  }
}

/** −(W/η + ∂²F + shift W)⁻¹ W g with the least shift of a growing series for which the matrix is positive definite. */
async function newtonDirection(
  { model, gradient }: Objective,
  masses: Float64Array,
  stepSize: number,
): Promise<Float64Array | undefined> {
  const { diagonal, beside } = await model.hessian();
  const downhill = gradient.map((force, i) => -masses[i]! * force);
  for (let shift = 0; shift < LARGEST_SHIFT / stepSize; shift = shift === 0 ? 1 / stepSize : 4 * shift) {
    const shifted: Tridiagonal = {
      diagonal: diagonal.map((entry, i) => entry + masses[i]! * (1 / stepSize + shift)),
      beside,
    };
    const direction = solveTridiagonal(shifted, downhill);
    if (direction) return direction;
  }
  return undefined;
}

/** Along the direction, halved until the value falls; nothing if it never does. */
async function descend(
  here: Objective,
  direction: Float64Array,
  masses: Float64Array,
  at: (x: Float64Array) => Promise<Objective>,
): Promise<Objective | undefined> {
  const slope = weightedProduct(masses, here.gradient, direction);
  for (let length = longest(here.x, direction); length > SHORTEST; length /= 2) {
    const next = await at(here.x.map((value, i) => value + length * direction[i]!));
    if (!Number.isFinite(next.value)) continue;
    const predicted = -length * slope;
    const noise = here.model.noise + next.model.noise;
    const fall = here.value - next.value;
    // Below the noise of the values their difference is taken from the gradients, which is exact to third order.
    const seen =
      predicted > 10 * noise || fall < -noise
        ? fall
        : -0.5 * length * (slope + weightedProduct(masses, next.gradient, direction));
    if (seen >= ACCEPT * predicted) return next;
  }
  return undefined;
}

/** The whole step, or what keeps neighbours apart. */
function longest(x: Float64Array, direction: Float64Array): number {
  let length = 1;
  for (let i = 1; i < x.length; i++) {
    const closing = direction[i - 1]! - direction[i]!;
    if (closing > 0) length = Math.min(length, (CLEARANCE * (x[i]! - x[i - 1]!)) / closing);
  }
  return length;
}

const weightedProduct = (masses: Float64Array, a: Float64Array, b: Float64Array): number =>
  expectation(
    masses,
    a.map((value, i) => value * b[i]!),
  );
