import { InputError } from '../errors.ts';

/** What an optimiser knows about its objective at one point. */
export interface LocalModel {
  readonly value: number;
  readonly gradient: Float64Array;
  /**
   * Absolute size of the rounding error of `value`. Differences of values below it carry no information, and the optimisers then decide
   * from gradients. Default: 8 units in the last place of a float64.
   */
  readonly noise?: number;
  /** The exact Hessian at this point times p. */
  hessianVector?(p: Float64Array): Float64Array | Promise<Float64Array>;
}

/** f: Rⁿ → R with its derivatives. A point outside the domain has the value +∞ or NaN: the optimisers step back from it. */
export type Objective = (x: Float64Array) => LocalModel | Promise<LocalModel>;

/** Stop as soon as ‖∇f(x)‖₂ ≤ max(absoluteTolerance, relativeTolerance · ‖∇f(x₀)‖₂). */
export interface StoppingRule {
  /** ≥ 0, default 1e-8. */
  relativeTolerance?: number;
  /** ≥ 0, in units of the gradient, default 0. */
  absoluteTolerance?: number;
  /** A whole number ≥ 0, default 1000. */
  maxIterations?: number;
}

/**
 * - `converged`: the gradient is as small as asked.
 * - `max-iterations`: it was still falling.
 * - `line-search-failed`: no step along the descent direction met the Wolfe conditions: the value or the gradient is noise.
 * - `stalled`: the trust region shrank to rounding errors, or twenty iterations in a row could not improve on noise.
 */
export type OptimizeStatus = 'converged' | 'max-iterations' | 'line-search-failed' | 'stalled';

export interface OptimizeResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly iterations: number;
  /** Calls of the objective (one value and one gradient each). */
  readonly evaluations: number;
  readonly hessianProducts: number;
  readonly status: OptimizeStatus;
}

/** The size below which two values cannot be told apart. */
export function noiseOf(model: LocalModel): number {
  return model.noise ?? 8 * Number.EPSILON * Math.abs(model.value);
}

export interface ResolvedRule {
  readonly relativeTolerance: number;
  readonly absoluteTolerance: number;
  readonly maxIterations: number;
}

/** The rule with its defaults. @throws InputError naming the first field that makes no sense. */
export function resolveRule(rule: StoppingRule): ResolvedRule {
  const { relativeTolerance = 1e-8, absoluteTolerance = 0, maxIterations = 1000 } = rule;
  for (const [name, value] of Object.entries({ relativeTolerance, absoluteTolerance })) {
    if (!(value >= 0)) throw new InputError(`${name}: must be a number >= 0, got ${value}`);
  }
  if (!Number.isInteger(maxIterations) || maxIterations < 0) {
    throw new InputError(`maxIterations: must be an integer >= 0, got ${maxIterations}`);
  }
  return { relativeTolerance, absoluteTolerance, maxIterations };
}

/** Counts the calls of an objective and checks where it starts. */
export class Evaluator {
  evaluations = 0;
  hessianProducts = 0;
  readonly #objective: Objective;

  constructor(objective: Objective) {
    this.#objective = objective;
  }

  async at(x: Float64Array): Promise<LocalModel> {
    this.evaluations++;
    return await this.#objective(x);
  }

  /** @throws InputError if the start is empty or not finite, or the objective is not finite or of another length there. */
  async start(x: Float64Array): Promise<LocalModel> {
    if (x.length === 0) throw new InputError('start: must have at least one coordinate, got none');
    const bad = x.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new InputError(`start[${bad}]: must be finite, got ${x[bad]}`);
    const model = await this.at(x);
    if (model.gradient.length !== x.length) {
      throw new InputError(`objective.gradient: must have length ${x.length}, got ${model.gradient.length}`);
    }
    if (!isFiniteModel(model)) {
      throw new InputError(`objective: must be finite at the start, got the value ${model.value}`);
    }
    return model;
  }

  async product(model: LocalModel, p: Float64Array): Promise<Float64Array> {
    if (!model.hessianVector)
      throw new InputError('objective.hessianVector: must be there for truncated Newton, got nothing');
    this.hessianProducts++;
    return await model.hessianVector(p);
  }
}

/** Is the value finite, and every entry of the gradient? */
export function isFiniteModel(model: LocalModel): boolean {
  return Number.isFinite(model.value) && model.gradient.every(Number.isFinite);
}
