import { RunError } from '../errors.ts';

/** ẋ = v(x) with a Jacobian whose eigenvalues lie near the negative half-axis, as diffusion has. */
export interface StiffFlow {
  /** v, [n] → [n]; NaN outside of its domain, which makes the step shorter. */
  velocity(x: Float64Array): Promise<Float64Array>;
  /** A bound on the spectral radius of ∂v/∂x: explicit Euler is stable for steps up to 2 over it. */
  stiffness(x: Float64Array): number;
}

export interface StabilisedOptions {
  /** Largest error of a step, root mean square under `masses`, in the units of x; > 0. */
  tolerance: number;
  /** [n], with sum 1. */
  masses: Float64Array;
  /** The first step to try, such as the `nextStep` of the run before. */
  firstStep?: number | undefined;
}

export interface Stabilised {
  readonly x: Float64Array;
  readonly steps: number;
  readonly rejected: number;
  /** Calls of the velocity. */
  readonly evaluations: number;
  /** What the step size control would do next. */
  readonly nextStep: number;
}

/** So many evaluations for one call, then the flow is stiffer than anything sensible. */
const MOST_EVALUATIONS = 100_000;
/** Internal rounding grows like the square of the stages. */
const MOST_STAGES = 250;
/** The stiffness may grow a little within a step. */
const MARGIN = 1.1;

/**
 * Follow a diffusive flow over the time `duration` by Runge-Kutta-Chebyshev steps of order 2 with error control: explicit, with s stages it is stable
 * for steps up to .65 s² over the spectral radius where Euler needs s/2 steps a stage. Equal arguments give equal bits.
 *
 * Source: Sommeijer, Shampine & Verwer 1998, "RKC: an explicit solver for parabolic PDEs", J. Comput. Appl. Math. 88:315.
 *
 * @throws RunError when no step is small enough or the flow is too stiff
 */
export async function followStiff(
  { velocity, stiffness }: StiffFlow,
  start: Float64Array,
  duration: number,
  { tolerance, masses, firstStep }: StabilisedOptions,
): Promise<Stabilised> {
  let x: Float64Array = start;
  let slope = await velocity(x);
  if (!slope.every(Number.isFinite)) throw new RunError('the velocity of the map is not finite');
  let step = firstStep ?? Math.min(duration, 2 / stiffness(x));
  const count = { steps: 0, rejected: 0, evaluations: 1 };
  for (let time = 0; time < duration; ) {
    if (count.evaluations > MOST_EVALUATIONS || step < 1e-12 * duration)
      throw new RunError(stuck(time, duration, step));
    const radius = MARGIN * stiffness(x);
    const length = Math.min(step, (0.65 * MOST_STAGES ** 2) / radius);
    const rest = duration - time;
    const last = rest <= 1.01 * length;
    const h = last ? rest : length;
    const stages = Math.max(2, 1 + Math.floor(Math.sqrt(1 + 1.54 * h * radius)));
    const next = await chebyshevStep(velocity, x, slope, h, stages);
    const nextSlope = await velocity(next);
    count.evaluations += stages;
    const error = errorOf(x, next, slope, nextSlope, h, masses) / tolerance;
    const factor = Number.isFinite(error) ? Math.min(5, Math.max(0.1, 0.8 / Math.cbrt(error))) : 0.25;
    // A last step that was cut short says nothing against a longer one.
    step = last && error <= 1 ? Math.max(length, h * factor) : h * factor;
    if (!(error <= 1)) {
      count.rejected++;
      continue;
    }
    count.steps++;
    time = last ? duration : time + h;
    x = next;
    slope = nextSlope;
  }
  return { x, ...count, nextStep: step };
}

/** One step of s stages: a three-term recurrence of shifted Chebyshev polynomials, damped by 2/13. */
async function chebyshevStep(
  velocity: StiffFlow['velocity'],
  x: Float64Array,
  slope: Float64Array,
  h: number,
  stages: number,
): Promise<Float64Array> {
  const { w0, w1, weight, value } = chebyshev(stages);
  let before = x;
  let current: Float64Array = x.map((each, i) => each + weight[1]! * w1 * h * slope[i]!);
  for (let j = 2; j <= stages; j++) {
    const mu = (2 * weight[j]! * w0) / weight[j - 1]!;
    const nu = -weight[j]! / weight[j - 2]!;
    const muSlope = ((2 * weight[j]! * w1) / weight[j - 1]!) * h;
    const gamma = -(1 - weight[j - 1]! * value[j - 1]!) * muSlope;
    const force = await velocity(current);
    const next = new Float64Array(x.length);
    for (let i = 0; i < x.length; i++) {
      next[i] = (1 - mu - nu) * x[i]! + mu * current[i]! + nu * before[i]! + muSlope * force[i]! + gamma * slope[i]!;
    }
    before = current;
    current = next;
  }
  return current;
}

/** T_j(w₀) and b_j = T″_j/T′_j² there, with w₁ = T′_s/T″_s. */
function chebyshev(stages: number): { w0: number; w1: number; weight: Float64Array; value: Float64Array } {
  const w0 = 1 + 2 / (13 * stages * stages);
  const value = new Float64Array(stages + 1);
  const first = new Float64Array(stages + 1);
  const second = new Float64Array(stages + 1);
  value.set([1, w0]);
  first[1] = 1;
  for (let j = 2; j <= stages; j++) {
    value[j] = 2 * w0 * value[j - 1]! - value[j - 2]!;
    first[j] = 2 * w0 * first[j - 1]! - first[j - 2]! + 2 * value[j - 1]!;
    second[j] = 2 * w0 * second[j - 1]! - second[j - 2]! + 4 * first[j - 1]!;
  }
  const weight = second.map((each, j) => each / first[j]! ** 2);
  weight[0] = weight[1] = weight[2]!;
  return { w0, w1: first[stages]! / second[stages]!, weight, value };
}

/** An estimate of the error of a step between two states with their slopes. */
function errorOf(
  x: Float64Array,
  next: Float64Array,
  slope: Float64Array,
  nextSlope: Float64Array,
  h: number,
  masses: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    sum += masses[i]! * (0.8 * (x[i]! - next[i]!) + 0.4 * h * (slope[i]! + nextSlope[i]!)) ** 2;
  }
  return next.every(Number.isFinite) && nextSlope.every(Number.isFinite) ? Math.sqrt(sum) : Number.NaN;
}

const stuck = (time: number, duration: number, step: number): string =>
  `the map cannot be followed at time ${time.toPrecision(4)} of ${duration}: no step is small enough, the last was ${step.toExponential(1)} ` +
  '(try another resolution)';
