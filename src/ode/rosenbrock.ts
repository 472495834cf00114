import { power } from '../elementary/index.ts';
import { RunError } from '../errors.ts';
import { rootMeanSquare } from '../linalg/index.ts';
import { checked, type Integrated, type IntegrateOptions, spent, stuck, takesTheRest, tooSmall } from './options.ts';

/** (shift · I − J)⁻¹ b with the Jacobian J of a velocity; undefined where there is no solution. */
export type ShiftedSolve = (shift: number, b: Float64Array) => Float64Array | undefined;

/** A velocity at one point. */
export interface StiffPoint {
  /** [n]; NaN outside of its domain. */
  readonly velocity: Float64Array;
  /** Asked for once a step. */
  jacobian(): Promise<ShiftedSolve>;
}

type Field = (x: Float64Array) => Promise<StiffPoint>;

/** RODAS: the coefficient of the diagonal, and those of the earlier stages in the place and in the velocity of each stage. */
const GAMMA = 0.25;
const PLACES: readonly (readonly number[])[] = [
  [1.544],
  [0.9466785280815826, 0.2557011698983284],
  [3.314825187068521, 2.896124015972201, 0.9986419139977817],
  [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895],
  [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1],
];
const SLOPES: readonly (readonly number[])[] = [
  [-5.6688],
  [-2.430093356833875, -0.2063599157091915],
  [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
  [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616],
  [8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054],
];

/** What a step may shrink or grow by, and how far it stays below the largest that the error allows. */
const [SHRINK, GROW, SAFETY] = [0.2, 6, 0.9];
/** The first step moves the points by this part of `scale`. */
const FIRST = 0.01;

/**
 * Follow ẋ = v(x) as `integrate` does, where v has rates much faster than what is to be seen: in adaptive steps of RODAS, a linearly implicit Runge-Kutta
 * (Rosenbrock) method of order 4 with an error estimate of order 3. Its steps are not limited by the rates: it is L-stable.
 *
 * Source: Hairer & Wanner, "Solving Ordinary Differential Equations II", section IV.7, and the coefficients of their RODAS.
 *
 * @param field [n] → the velocity and its Jacobian there
 * @param start [n], not changed
 * @param duration ≥ 0, in units of time
 * @throws InputError on an argument that makes no sense
 * @throws RunError when `maxSteps` are spent, when no step is small enough, or when the velocity at the start is not finite
 */
export async function integrateStiff(
  field: Field,
  start: Float64Array,
  duration: number,
  options: IntegrateOptions,
): Promise<Integrated> {
  const { tolerance, scale, maxSteps } = checked(start, duration, options);
  let x: Float64Array = Float64Array.from(start);
  if (duration === 0) return { x, steps: 0, rejected: 0, evaluations: 0 };
  let here = await field(x);
  if (!here.velocity.every(Number.isFinite)) throw new RunError('the velocity at the start is not finite');
  let solve = await here.jacobian();
  let step = Math.min(duration, (FIRST * scale) / rootMeanSquare(here.velocity));
  let [time, steps, rejected, evaluations] = [0, 0, 0, 1];
  while (time < duration) {
    if (steps + rejected === maxSteps) throw new RunError(spent(maxSteps, time, duration, step));
    if (tooSmall(step, duration)) throw new RunError(stuck(time, duration, step));
    const rest = duration - time;
    const last = takesTheRest(step, rest);
    const length = last ? rest : step;
    const trial = await rodasStep(x, here.velocity, solve, length, async (place) => {
      evaluations++;
      return (await field(place)).velocity;
    });
    const end = trial && (await field(trial.x));
    if (end) evaluations++;
    const error = end?.velocity.every(Number.isFinite) ? rootMeanSquare(trial!.error) / (tolerance * scale) : Infinity;
    step = length * Math.min(GROW, Math.max(SHRINK, SAFETY * power(error, -0.25)));
    if (!(error <= 1)) {
      rejected++;
      continue;
    }
    steps++;
    time = last ? duration : time + length;
    x = trial!.x;
    here = end!;
    solve = await here.jacobian();
  }
  return { x, steps, rejected, evaluations };
}

/** One step from x, where the velocity is `first`; undefined where a linear system has no solution, or the velocity is not finite. */
async function rodasStep(
  x: Float64Array,
  first: Float64Array,
  solve: ShiftedSolve,
  step: number,
  velocityAt: (place: Float64Array) => Promise<Float64Array>,
): Promise<{ x: Float64Array; error: Float64Array } | undefined> {
  const shift = 1 / (step * GAMMA);
  const stages: Float64Array[] = [];
  let place = x;
  for (let stage = 0; stage <= PLACES.length; stage++) {
    if (stage > 0) place = combined(x, PLACES[stage - 1]!, stages, 1);
    const velocity = stage > 0 ? await velocityAt(place) : first;
    const side = stage > 0 ? combined(velocity, SLOPES[stage - 1]!, stages, 1 / step) : velocity;
    const solution = side.every(Number.isFinite) ? solve(shift, side) : undefined;
    if (!solution) return undefined;
    stages.push(solution);
  }
  const error = stages.at(-1)!;
  return { x: place.map((value, i) => value + error[i]!), error };
}

/** x + factor · Σ weight · stage. */
const combined = (
  x: Float64Array,
  weights: readonly number[],
  stages: readonly Float64Array[],
  factor: number,
): Float64Array =>
  x.map((value, i) => value + factor * weights.reduce((sum, weight, s) => sum + weight * stages[s]![i]!, 0));
