import { cubed } from '../elementary/index.ts';
import { InputError } from '../errors.ts';
import { dot, norm, plus } from '../linalg/index.ts';
import {
  Evaluator,
  isFiniteModel,
  type LocalModel,
  noiseOf,
  type Objective,
  type OptimizeResult,
  type OptimizeStatus,
  resolveRule,
  type StoppingRule,
} from './objective.ts';
import { steihaug } from './steihaug.ts';

export interface NewtonOptions extends StoppingRule {
  /** Radius of the first trust region, > 0, in units of x. Default: ‖∇f(x₀)‖³ / ∇fᵀH∇f, the first conjugate-gradient step. */
  initialRadius?: number;
  /** Most Hessian-vector products in one iteration. Default: the number of coordinates, at most 200. */
  maxProducts?: number;
}

/** A step is taken when the value falls by this part of the prediction. */
const ACCEPT = 1e-4;
/** Iterations in a row without a smaller gradient, while the values only show noise. */
const PATIENCE = 20;

/**
 * Truncated Newton: a trust region around x, its quadratic model minimised by Steihaug-Toint conjugate gradients on exact
 * Hessian-vector products. Converges superlinearly (forcing term min(½, √(‖g‖/‖g₀‖))) and leaves saddle points along negative curvature.
 * The value never rises by more than its noise.
 *
 * Source: Nocedal & Wright, "Numerical Optimization", algorithms 4.1 and 7.2; Conn, Gould & Toint, "Trust-Region Methods", section
 * 17.4 for decisions below the noise of the value.
 *
 * @param start [n], not changed
 * @throws InputError on a start, an objective or an option that makes no sense
 */
export async function truncatedNewton(
  objective: Objective,
  start: Float64Array,
  options: NewtonOptions = {},
): Promise<OptimizeResult> {
  const { relativeTolerance, absoluteTolerance, maxIterations } = resolveRule(options);
  const { initialRadius, maxProducts = Math.max(1, Math.min(200, start.length)) } = options;
  if (initialRadius !== undefined && !(initialRadius > 0)) {
    throw new InputError(`initialRadius: must be a number > 0, got ${initialRadius}`);
  }
  if (!Number.isInteger(maxProducts) || maxProducts < 1) {
    throw new InputError(`maxProducts: must be an integer >= 1, got ${maxProducts}`);
  }

  const evaluator = new Evaluator(objective);
  let x: Float64Array = Float64Array.from(start);
  let model = await evaluator.start(x);
  let size = norm(model.gradient);
  const firstSize = size;
  const tolerance = Math.max(absoluteTolerance, relativeTolerance * firstSize);
  let radius = initialRadius;
  let best = size;
  let fruitless = 0;
  let iterations = 0;

  const finish = (status: OptimizeStatus): OptimizeResult => ({
    x,
    value: model.value,
    gradientNorm: size,
    iterations,
    evaluations: evaluator.evaluations,
    hessianProducts: evaluator.hessianProducts,
    status,
  });

  for (;;) {
    if (size <= tolerance) return finish('converged');
    if (iterations === maxIterations) return finish('max-iterations');
    const here = model;
    const product = (p: Float64Array): Promise<Float64Array> => evaluator.product(here, p);
    radius ??= await cauchyLength(here.gradient, product);
    if (radius <= Number.EPSILON * norm(x)) return finish('stalled');
    const forcing = Math.min(0.5, Math.sqrt(size / firstSize)) * size;
    const { step, decrease, onBoundary } = await steihaug(here.gradient, product, {
      radius,
      tolerance: Math.max(forcing, Math.min(0.5 * tolerance, 0.5 * size)),
      maxProducts,
    });
    const point = plus(x, 1, step);
    const trial = await evaluator.at(point);
    const { ratio, visible } = agreement(here, trial, step, decrease);
    iterations++;
    if (ratio < 0.25) radius = 0.25 * Math.min(radius, norm(step));
    else if (ratio > 0.9 && onBoundary) radius *= 2;
    if (ratio > ACCEPT) {
      x = point;
      model = trial;
      size = norm(trial.gradient);
    }
    fruitless = visible || size < best ? 0 : fruitless + 1;
    best = Math.min(best, size);
    if (fruitless === PATIENCE) return finish('stalled');
  }
}

/** The length of the unconstrained minimiser along −g, or ‖g‖ where the function curves down. */
async function cauchyLength(
  gradient: Float64Array,
  product: (p: Float64Array) => Promise<Float64Array>,
): Promise<number> {
  const size = norm(gradient);
  const curvature = dot(gradient, await product(gradient));
  return curvature > 0 ? cubed(size) / curvature : size;
}

/**
 * Actual over predicted decrease. Below the noise of the values the actual decrease is taken from the gradients, −½(g + g⁺)ᵀs, exact to
 * third order in s; `visible` says that the values themselves could decide.
 */
function agreement(
  model: LocalModel,
  trial: LocalModel,
  step: Float64Array,
  predicted: number,
): { ratio: number; visible: boolean } {
  if (!isFiniteModel(trial)) return { ratio: Number.NEGATIVE_INFINITY, visible: true };
  const difference = model.value - trial.value;
  const noise = noiseOf(model) + noiseOf(trial);
  if (predicted > 10 * noise || difference < -noise) return { ratio: difference / predicted, visible: true };
  const actual = -0.5 * (dot(model.gradient, step) + dot(trial.gradient, step));
  return { ratio: actual / predicted, visible: false };
}
