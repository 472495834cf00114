import type { Dual } from './dual.ts';

/** How a solve ended. */
export type SinkhornStatus = 'converged' | 'max-iterations' | 'stalled';

export interface SolveReport {
  iterations: number;
  marginalError: number;
  status: SinkhornStatus;
}

export interface SolvePlan {
  /** The regulariser to reach, cost ½|x − y|². */
  epsilon: number;
  /** The regulariser to start from, ≥ epsilon. */
  startEpsilon: number;
  tolerance: number;
  maxIterations: number;
  onIteration?: (iteration: number, epsilon: number, marginalError: number | undefined) => void;
  signal?: AbortSignal;
}

/** ε comes down by this factor; smaller steps cost more passes than they save. */
const ANNEALING_RATIO = 0.25;
/** On the way down an error below this is enough. */
const LOOSE_ERROR = 0.1;
const MOST_PER_LEVEL = 5;
const UNMEASURED_PER_LEVEL = 2;

/** Stalled: the smallest error fell by less than 1 % over this many iterations. */
const STALL_WINDOW = 400;
const STALL_FACTOR = 0.99;

/** The event loop gets its turn after this many pairs. */
const PAIRS_PER_TURN = 3e7;

/**
 * Bring `dual` to the tolerance: ε-annealing (Schmitzer 2019) with an iteration or a few on each level, then iterations at ε until the
 * marginal error is below the tolerance, the limit is reached, or the error no longer falls.
 */
export async function solve(dual: Dual, plan: SolvePlan): Promise<SolveReport> {
  const iterate = iterator(dual, plan);
  let iterations = 0;
  for (let epsilon = plan.startEpsilon; epsilon > plan.epsilon; epsilon *= ANNEALING_RATIO) {
    for (let k = 1; k <= MOST_PER_LEVEL && iterations < plan.maxIterations - 1; k++) {
      const error = await iterate(++iterations, epsilon);
      if (error === undefined ? k >= UNMEASURED_PER_LEVEL : error < LOOSE_ERROR) break;
    }
  }
  let marginalError = Number.POSITIVE_INFINITY;
  const stall = new StallWatch();
  for (;;) {
    const error = await iterate(++iterations, plan.epsilon);
    if (error !== undefined) {
      marginalError = error;
      if (error <= plan.tolerance) return { iterations, marginalError, status: 'converged' };
      if (stall.noted(iterations, error)) return { iterations, marginalError, status: 'stalled' };
    }
    // A device measures only now and then: the last iteration must be one that did.
    if (iterations >= plan.maxIterations && error !== undefined) {
      return { iterations, marginalError, status: 'max-iterations' };
    }
  }
}

function iterator(dual: Dual, plan: SolvePlan) {
  let turn = dual.pairs;
  return async (iteration: number, epsilon: number): Promise<number | undefined> => {
    plan.signal?.throwIfAborted();
    const error = await dual.iterate(epsilon);
    plan.onIteration?.(iteration, epsilon, error);
    if (dual.pairs - turn > PAIRS_PER_TURN) {
      turn = dual.pairs;
      await new Promise((resolve) => setTimeout(resolve));
    }
    return error;
  };
}

class StallWatch {
  #best = Number.POSITIVE_INFINITY;
  #since = 0;

  /** Whether the error has stopped falling. */
  noted(iteration: number, error: number): boolean {
    if (error < STALL_FACTOR * this.#best) {
      this.#best = error;
      this.#since = iteration;
    }
    return iteration - this.#since >= STALL_WINDOW;
  }
}
