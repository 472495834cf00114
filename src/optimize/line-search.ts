import { dot, plus } from '../linalg/index.ts';
import { type Evaluator, isFiniteModel, type LocalModel, noiseOf } from './objective.ts';

/** The Wolfe constants of Hager and Zhang: sufficient decrease and curvature. */
const DECREASE = 0.1;
const CURVATURE = 0.9;
/** A bracket that secant steps shrink by less than this factor is bisected. */
const SHRINK = 0.66;
/** How much further the next trial lies while the function still falls. */
const EXPANSION = 4;
const MAX_TRIALS = 60;

/** A trial φ(t) = f(x + t·direction). `slope` is φ′(t); both are +∞ outside the domain. */
interface Trial {
  readonly t: number;
  readonly x: Float64Array;
  readonly model: LocalModel;
  readonly value: number;
  readonly slope: number;
}

/**
 * A step that meets the Wolfe conditions, or the approximate Wolfe conditions (2·.1 − 1)φ′(0) ≥ φ′(t) ≥ .9 φ′(0) with
 * φ(t) ≤ φ(0) + noise: near a minimum differences of values are rounding errors, and slopes decide.
 *
 * Source: Hager & Zhang, "A new conjugate gradient method with guaranteed descent and an efficient line search", SIAM J. Optim. 16
 * (2005), sections 4 (T1, T2) and 4.2 (bracketing and secant steps).
 *
 * @returns undefined when no such step is found.
 */
export async function lineSearch(
  evaluator: Evaluator,
  x: Float64Array,
  model: LocalModel,
  direction: Float64Array,
  firstStep: number,
): Promise<{ x: Float64Array; model: LocalModel } | undefined> {
  const slope0 = dot(model.gradient, direction);
  if (!(slope0 < 0)) return undefined;
  const ceiling = model.value + noiseOf(model);

  const evaluate = async (t: number): Promise<Trial> => {
    const point = plus(x, t, direction);
    const there = await evaluator.at(point);
    const outside = !isFiniteModel(there);
    const value = outside ? Number.POSITIVE_INFINITY : there.value;
    const slope = outside ? Number.POSITIVE_INFINITY : dot(there.gradient, direction);
    return { t, x: point, model: there, value, slope };
  };
  const accepts = ({ t, value, slope }: Trial): boolean => {
    if (!(slope >= CURVATURE * slope0 && Number.isFinite(value))) return false;
    if (value - model.value <= DECREASE * t * slope0) return true;
    return value <= ceiling && slope <= (2 * DECREASE - 1) * slope0;
  };
  /** Still going down, and not above the start: a minimum lies further on. */
  const descends = ({ value, slope }: Trial): boolean => slope < 0 && value <= ceiling;

  let low: Trial = { t: 0, x, model, value: model.value, slope: slope0 };
  let high: Trial | undefined;
  let width = Number.POSITIVE_INFINITY;
  let t = firstStep;
  for (let trials = 0; trials < MAX_TRIALS; trials++) {
    const trial = await evaluate(t);
    if (accepts(trial)) return trial;
    if (descends(trial)) low = trial;
    else high = trial;
    if (!high) {
      t *= EXPANSION;
      continue;
    }
    const nextWidth = high.t - low.t;
    t = nextWidth > SHRINK * width ? middle(low, high) : inside(low, high);
    width = nextWidth;
    if (t <= low.t || t >= high.t) return undefined;
  }
  return undefined;
}

const middle = (low: Trial, high: Trial): number => 0.5 * (low.t + high.t);

/** Where the slope vanishes by the secant rule, if that is well inside the bracket and the slopes differ in sign; else the middle. */
function inside(low: Trial, high: Trial): number {
  if (!(high.slope > 0 && Number.isFinite(high.slope))) return middle(low, high);
  const t = (low.t * high.slope - high.t * low.slope) / (high.slope - low.slope);
  const margin = 0.02 * (high.t - low.t);
  return t > low.t + margin && t < high.t - margin ? t : middle(low, high);
}
