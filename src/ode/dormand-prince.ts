/** The rows of the tableau: the weights of the earlier stages in each stage. The last row is the fifth-order step itself. */
const STAGES: readonly (readonly number[])[] = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];

/** Weights of the fifth-order step less those of the fourth-order one, over all seven stages. */
const DIFFERENCE: readonly number[] = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

/** How often one step asks for the velocity; the first stage is the last one of the step before. */
export const EVALUATIONS_PER_STEP = STAGES.length;

/** A computation that asks for the velocity at the points it yields: it does not care whether the answer comes at once or later. */
export type Asking<Result> = Generator<Float64Array, Result, Float64Array>;

export interface Trial {
  /** The fifth-order solution after the step. */
  readonly x: Float64Array;
  /** The velocity there, which is the first stage of the next step. */
  readonly velocity: Float64Array;
  /** The difference to the embedded fourth-order solution. */
  readonly error: Float64Array;
}

/**
 * One step of the size `step` from `x`, where the velocity is `first`.
 *
 * Source: Dormand & Prince, "A family of embedded Runge-Kutta formulae", J. Comput. Appl. Math. 6 (1980), RK5(4)7M.
 */
export function* dormandPrinceStep(x: Float64Array, first: Float64Array, step: number): Asking<Trial> {
  const stages = [first];
  let point = x;
  for (const weights of STAGES) {
    point = moved(x, step, weights, stages);
    stages.push(Float64Array.from(yield point));
  }
  const error = moved(new Float64Array(x.length), step, DIFFERENCE, stages);
  return { x: point, velocity: stages.at(-1)!, error };
}

/** x + step · Σ weight · stage, in a new array. */
function moved(
  x: Float64Array,
  step: number,
  weights: readonly number[],
  stages: readonly Float64Array[],
): Float64Array {
  const out = Float64Array.from(x);
  for (const [s, weight] of weights.entries()) {
    const factor = step * weight;
    if (factor === 0) continue;
    const stage = stages[s]!;
    for (let i = 0; i < out.length; i++) out[i]! += factor * stage[i]!;
  }
  return out;
}
