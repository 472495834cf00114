import { InputError } from '../errors.ts';
import { rootMeanSquare } from '../linalg/index.ts';

export interface IntegrateOptions {
  /** Largest error of one step, root mean square over the coordinates, in units of `scale`; > 0. */
  tolerance: number;
  /** The size that errors are measured by, in units of x; > 0. Default: root mean square spread of the start about its mean. */
  scale?: number;
  /** Most steps, taken or rejected, a whole number ≥ 1. Default 10,000. */
  maxSteps?: number;
}

export interface Integrated {
  readonly x: Float64Array;
  /** Steps taken, and steps tried in vain. */
  readonly steps: number;
  readonly rejected: number;
  /** Calls of the velocity. */
  readonly evaluations: number;
}

/** A remainder this much larger than the step is taken in one, so that no sliver is left. */
const STRETCH = 1.01;
/** A step this small relative to the duration no longer moves the clock reliably. */
const SMALLEST = 1e-14;

export const takesTheRest = (step: number, rest: number): boolean => rest <= STRETCH * step;

export const tooSmall = (step: number, duration: number): boolean => step < SMALLEST * duration;

/** The options with their defaults. @throws InputError on what makes no sense */
export function checked(start: Float64Array, duration: number, options: IntegrateOptions): Required<IntegrateOptions> {
  const { tolerance, scale = spread(start), maxSteps = 10_000 } = options;
  if (start.length === 0) throw new InputError('start: must have at least one coordinate, got none');
  const bad = start.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`start[${bad}]: must be finite, got ${start[bad]}`);
  if (!(duration >= 0 && Number.isFinite(duration))) {
    throw new InputError(`duration: must be a finite number >= 0, got ${duration}`);
  }
  for (const [name, value] of Object.entries({ tolerance, scale })) {
    if (!(value > 0 && Number.isFinite(value))) throw new InputError(`${name}: must be a number > 0, got ${value}`);
  }
  if (!Number.isInteger(maxSteps) || maxSteps < 1) {
    throw new InputError(`maxSteps: must be an integer >= 1, got ${maxSteps}`);
  }
  return { tolerance, scale, maxSteps };
}

/** Root mean square about the mean; of points that have no spread their size, and 1 at the origin. */
function spread(x: Float64Array): number {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return rootMeanSquare(x.map((value) => value - mean)) || rootMeanSquare(x) || 1;
}

const where = (time: number, duration: number, step: number): string =>
  `at time ${time.toPrecision(4)} of ${duration}, with the step ${step.toExponential(1)}`;

export const spent = (maxSteps: number, time: number, duration: number, step: number): string =>
  `the integrator has spent its ${maxSteps} steps ${where(time, duration, step)}: the flow is too stiff or the tolerance too small`;

export const stuck = (time: number, duration: number, step: number): string =>
  `the integrator cannot go on ${where(time, duration, step)}: the flow leaves its domain or blows up there`;
