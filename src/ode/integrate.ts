import { InputError, RunError } from '../errors.ts';
import { rootMeanSquare } from '../linalg/index.ts';
import { type Asking, dormandPrinceStep, EVALUATIONS_PER_STEP, type Trial } from './dormand-prince.ts';
import { checked, type Integrated, type IntegrateOptions, spent, stuck, takesTheRest, tooSmall } from './options.ts';
import { firstStep, nextFactor } from './step-size.ts';

/**
 * Follow ẋ = v(x) from `start` over the time `duration`, in adaptive Dormand-Prince 5(4) steps with a PI step size controller, in float64.
 *
 * The error bound is one step's; the error at the end is about proportional to it. Equal arguments give equal bits. A velocity that is
 * not finite makes the step shorter, so a step may reach out of the domain of `velocity`. Noise in the velocity, as float32 has it, counts
 * as error: a noise ν limits the step to about tolerance · scale/ν, and no further.
 *
 * Source: Hairer, Nørsett & Wanner, "Solving Ordinary Differential Equations I", sections II.4 and II.5.
 *
 * @param velocity [n] → [n]; may be asynchronous, and may return the same array every time
 * @param start [n], not changed
 * @param duration ≥ 0, in units of time
 * @throws InputError on an argument that makes no sense
 * @throws RunError when `maxSteps` are spent, when no step is small enough, or when the velocity at the start is not finite
 */
export async function integrate(
  velocity: (x: Float64Array) => Float64Array | Promise<Float64Array>,
  start: Float64Array,
  duration: number,
  options: IntegrateOptions,
): Promise<Integrated> {
  const course = steps(start, duration, options);
  let turn = course.next();
  while (!turn.done) turn = course.next(checkedVelocity(await velocity(turn.value), start.length));
  return turn.value;
}

/** `integrate` for a velocity that answers at once. */
export function integrateSync(
  velocity: (x: Float64Array) => Float64Array,
  start: Float64Array,
  duration: number,
  options: IntegrateOptions,
): Integrated {
  const course = steps(start, duration, options);
  let turn = course.next();
  while (!turn.done) turn = course.next(checkedVelocity(velocity(turn.value), start.length));
  return turn.value;
}

function* steps(start: Float64Array, duration: number, options: IntegrateOptions): Asking<Integrated> {
  const { tolerance, scale, maxSteps } = checked(start, duration, options);
  let x: Float64Array = Float64Array.from(start);
  if (duration === 0) return { x, steps: 0, rejected: 0, evaluations: 0 };

  const bound = tolerance * scale;
  let slope: Float64Array = Float64Array.from(yield x);
  if (!slope.every(Number.isFinite)) throw new RunError('the velocity at the start is not finite');
  const { step: first, evaluations: before } = yield* firstStep(x, slope, duration, bound);
  let step = first;
  let time = 0;
  let taken = 0;
  let rejected = 0;
  let lastError = 1;
  let mayGrow = true;

  while (time < duration) {
    if (taken + rejected === maxSteps) throw new RunError(spent(maxSteps, time, duration, step));
    if (tooSmall(step, duration)) throw new RunError(stuck(time, duration, step));
    const rest = duration - time;
    const last = takesTheRest(step, rest);
    const length = last ? rest : step;
    const trial = yield* dormandPrinceStep(x, slope, length);
    const error = relativeError(trial, bound);
    const factor = nextFactor(error, lastError);
    if (error > 1) {
      rejected++;
      step = length * factor;
      mayGrow = false;
      continue;
    }
    taken++;
    time = last ? duration : time + length;
    ({ x, velocity: slope } = trial);
    step = length * (mayGrow ? factor : Math.min(1, factor));
    lastError = error;
    mayGrow = true;
  }
  return { x, steps: taken, rejected, evaluations: 1 + before + EVALUATIONS_PER_STEP * (taken + rejected) };
}

/** Root mean square of the error in units of the bound; +∞ where anything is not finite. */
function relativeError({ x, velocity, error }: Trial, bound: number): number {
  const size = rootMeanSquare(error) / bound;
  const finite = Number.isFinite(size) && x.every(Number.isFinite) && velocity.every(Number.isFinite);
  return finite ? size : Number.POSITIVE_INFINITY;
}

function checkedVelocity(velocity: Float64Array, length: number): Float64Array {
  if (velocity.length === length) return velocity;
  throw new InputError(`velocity: must have length ${length}, got ${velocity.length}`);
}
