import { InputError } from '../errors.ts';
import type { Weights } from './cloud.ts';
import type { Cost } from './convention.ts';
import type { Acceleration } from './dual.ts';

/** What the solver does, told after every iteration. */
export interface SinkhornProgress {
  iteration: number;
  /** The regulariser of this iteration, in the caller's convention: it comes down to `epsilon` from the squared diameter. */
  epsilon: number;
  /** L1 error of both marginals at this ε, where this iteration measured it. */
  marginalError: number | undefined;
}

/** What every solver of this folder takes. */
export interface SolverOptions {
  /** > 0, in units of the cost. */
  epsilon: number;
  /** ½|x − y|² (default) or |x − y|²; the regulariser is ε·KL(π | a⊗b) in both. */
  cost?: Cost;
  /** L1 error of both marginals to reach. Default 1e-9 in double precision, 1e-4 in single precision. */
  tolerance?: number;
  /** Iterations, those on the way down in ε included. Default 5000. */
  maxIterations?: number;
  /** Come down to ε from the squared diameter, by a factor 4 at a time (default), or start at ε at once. A warm start always does. */
  annealing?: boolean;
  acceleration?: Acceleration;
  /**
   * `double`: float64 on the host, whatever the size. `single`: float32 pair sums on the backend. `auto`: double up to 40,000 pairs and on the
   * backend `cpu`, else single.
   */
  precision?: 'single' | 'double' | 'auto';
  onProgress?: (progress: SinkhornProgress) => void;
  /** Aborting rejects the promise with the signal's reason. */
  signal?: AbortSignal;
}

export interface PairOptions extends SolverOptions {
  /** Weights of x; uniform when left out. Zero is allowed. */
  a?: Weights;
  /** Weights of y; uniform when left out. Zero is allowed. */
  b?: Weights;
}

const DEFAULT_ITERATIONS = 5000;

/** The iteration limit. @throws InputError unless it is a positive integer */
export function iterationLimit(options: SolverOptions): number {
  const { maxIterations = DEFAULT_ITERATIONS } = options;
  if (Number.isInteger(maxIterations) && maxIterations > 0) return maxIterations;
  throw new InputError(`maxIterations is ${maxIterations}, but must be a positive integer`);
}

/** The tolerance, `fallback` when not given. @throws InputError unless it is positive */
export function toleranceOf(options: SolverOptions, fallback: number): number {
  const { tolerance = fallback } = options;
  if (tolerance > 0 && tolerance < Number.POSITIVE_INFINITY) return tolerance;
  throw new InputError(`tolerance is ${tolerance}, but must be a positive number`);
}

const ONE_OF = {
  acceleration: ['auto', 'anderson', 'over-relaxation', 'none'],
  precision: ['auto', 'single', 'double'],
} as const;

/** @throws InputError for an acceleration or precision that does not exist */
export function checkChoices(options: SolverOptions): void {
  for (const field of ['acceleration', 'precision'] as const) {
    const value = options[field] ?? 'auto';
    if ((ONE_OF[field] as readonly string[]).includes(value)) continue;
    throw new InputError(`${field} is ${JSON.stringify(value)}, but must be one of ${ONE_OF[field].join(', ')}`);
  }
}
