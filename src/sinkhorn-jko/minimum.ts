import type { SiteStepStatus } from '../sites/index.ts';
import type { Optimality } from './problem.ts';

/** Where a solver of a `LogarithmicProblem` came to. */
export interface LogarithmicMinimum extends Optimality {
  /** a ≥ 0, [n]. */
  readonly coefficients: Float64Array;
  readonly status: SiteStepStatus;
  /** Newton steps, or multiplications. */
  readonly iterations: number;
  /** Sites with a > 0. */
  readonly supportSize: number;
  /** Which solver gave it. */
  readonly solver: string;
}

export interface MinimiseOptions {
  /** a ≥ 0 to start from, [n]: the coefficients of the law before the step. */
  readonly start: Float64Array;
  /** The most that the excess max R − 1 and the complementarity Σ a q |R − 1| may be. */
  readonly tolerance: number;
  readonly maxIterations: number;
}
