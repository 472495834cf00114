import { InputError } from '../errors.ts';
import { addTo, dot, norm, plus, scaled } from '../linalg/index.ts';
import { lineSearch } from './line-search.ts';
import {
  Evaluator,
  type LocalModel,
  type Objective,
  type OptimizeResult,
  type OptimizeStatus,
  resolveRule,
  type StoppingRule,
} from './objective.ts';

export interface LbfgsOptions extends StoppingRule {
  /** How many pairs (s, y) are kept, a whole number ≥ 1. Default 12. */
  memory?: number;
  /** The first trial is x₀ − initialStep · ∇f(x₀); > 0. Default: a hundredth of |x₀|, or a length of .01 at the origin. */
  initialStep?: number;
}

/** A step s, the change y of the gradient along it, and 1/sᵀy. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly inverse: number;
}

/**
 * Limited-memory BFGS: the two-loop recursion with the line search of Hager and Zhang. The value never rises by more than its noise.
 *
 * Source: Nocedal & Wright, "Numerical Optimization", algorithms 7.4 and 7.5.
 *
 * @param start [n], not changed
 * @throws InputError on a start, an objective or an option that makes no sense
 */
export async function lbfgs(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions = {},
): Promise<OptimizeResult> {
  const { relativeTolerance, absoluteTolerance, maxIterations } = resolveRule(options);
  const { memory = 12, initialStep } = options;
  if (!Number.isInteger(memory) || memory < 1) {
    throw new InputError(`memory: must be an integer >= 1, got ${memory}`);
  }
  if (initialStep !== undefined && !(initialStep > 0)) {
    throw new InputError(`initialStep: must be a number > 0, got ${initialStep}`);
  }

  const evaluator = new Evaluator(objective);
  let x: Float64Array = Float64Array.from(start);
  let model = await evaluator.start(x);
  const tolerance = Math.max(absoluteTolerance, relativeTolerance * norm(model.gradient));
  let pairs: Pair[] = [];
  let iterations = 0;

  const finish = (status: OptimizeStatus): OptimizeResult => ({
    x,
    value: model.value,
    gradientNorm: norm(model.gradient),
    iterations,
    evaluations: evaluator.evaluations,
    hessianProducts: 0,
    status,
  });

  for (;;) {
    if (norm(model.gradient) <= tolerance) return finish('converged');
    if (iterations === maxIterations) return finish('max-iterations');
    const first = pairs.length > 0 ? 1 : (initialStep ?? cautiousStep(x, model));
    const next = await lineSearch(evaluator, x, model, descentDirection(model.gradient, pairs), first);
    if (next) {
      pairs = remember(pairs, pairOf(x, model, next), memory);
      x = next.x;
      model = next.model;
      iterations++;
      continue;
    }
    // Old curvature can spoil the direction: forget it once, and give up only along the gradient itself.
    if (pairs.length === 0) return finish('line-search-failed');
    pairs = [];
  }
}

/** A first step that moves the largest coordinate by a hundredth of its size (Hager & Zhang 2005, I0). */
function cautiousStep(x: Float64Array, model: LocalModel): number {
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const steepest = model.gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (0.01 * (largest || 1)) / steepest;
}

/** −H·gradient by the two-loop recursion, H₀ = (sᵀy / yᵀy)·I from the newest pair. */
function descentDirection(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = scaled(-1, gradient);
  const newest = pairs.at(-1);
  if (!newest) return q;
  const weights = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, inverse } = pairs[k]!;
    weights[k] = inverse * dot(s, q);
    addTo(q, -weights[k]!, y);
  }
  const direction = scaled(1 / (newest.inverse * dot(newest.y, newest.y)), q);
  for (const [k, { s, y, inverse }] of pairs.entries()) {
    addTo(direction, weights[k]! - inverse * dot(y, direction), s);
  }
  return direction;
}

function pairOf(x: Float64Array, model: LocalModel, next: { x: Float64Array; model: LocalModel }): Pair | undefined {
  const s = plus(next.x, -1, x);
  const y = plus(next.model.gradient, -1, model.gradient);
  const curvature = dot(s, y);
  // Noise or negative curvature would make H indefinite: such a pair is skipped.
  if (!(curvature > 1e-10 * norm(s) * norm(y))) return undefined;
  return { s, y, inverse: 1 / curvature };
}

function remember(pairs: readonly Pair[], pair: Pair | undefined, memory: number): Pair[] {
  return pair ? [...pairs, pair].slice(-memory) : [...pairs];
}
