import { plus, scaled } from '../linalg/index.ts';
import { frozen, type JkoProblem, logFactorsOf } from './jko-problem.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, logSlopeOf, type Optimality, optimality } from './problem.ts';

/** Sites without mass start with this part of the largest coefficient. */
const FLOOR = 1e-6;
/** log R so many times as large as it was at best says that the steps are too long. */
const ASTRAY = 4;
const MOST_HALVINGS = 20;

/**
 * A step with an entropy, whose mass is positive everywhere: R = 1 at every site is solved for log a, with E = exp(−(2τ/ε) δE/δμ) that changes
 * with a, by log a ← log a + s log R with momentum. With γ = 2τλ/ε and k an eigenvalue of the plan of μ to itself, in [0, 1], the derivative of
 * −log R is about γ(1 − k²) + 2k: between min(γ, 2) and 2, or γ + 1/γ where γ > 1, which gives the step and the momentum of Polyak 1964. Only logarithms
 * are added, so that masses may span any range.
 */
export async function withEntropy(
  problem: JkoProblem,
  { start, tolerance, maxIterations }: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  let { step, momentum } = polyak(problem.rate * problem.energy.entropy);
  let best = await standingAt(problem, logarithms(start));
  let here = best;
  let velocity: Float64Array = new Float64Array(start.length);
  let halvings = 0;
  for (let iteration = 0; ; iteration++) {
    const isDone = isOptimal(here, tolerance);
    if (isDone || iteration === maxIterations || halvings > MOST_HALVINGS) {
      const { logs, ...reached } = isDone ? here : best;
      const missed = iteration === maxIterations ? 'max-iterations' : 'stalled';
      return {
        ...reached,
        coefficients: logs.map(Math.exp),
        status: isDone ? 'converged' : missed,
        iterations: iteration,
        supportSize: logs.length,
        solver: 'multiplicative',
      };
    }
    velocity = plus(scaled(momentum, velocity), step, here.logRatio);
    here = await standingAt(problem, plus(here.logs, 1, velocity));
    if (distance(here) < distance(best)) best = here;
    if (distance(here) <= ASTRAY * distance(best)) continue;
    here = best;
    velocity = new Float64Array(start.length);
    step /= 2;
    momentum = 0;
    halvings++;
  }
}

interface Standing extends Optimality {
  /** log a, [n]. */
  readonly logs: Float64Array;
}

async function standingAt(problem: JkoProblem, logs: Float64Array): Promise<Standing> {
  const logSlope = await logSlopeOf(frozen(problem, logs), logs);
  const factors = logFactorsOf(problem, plus(logs, 1, logSlope));
  return { logs, ...(await optimality(frozen(problem, factors), logs)) };
}

/** max |log R|. */
const distance = ({ logRatio }: Optimality): number =>
  logRatio.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0);

/** The fastest step and momentum for eigenvalues between the two bounds. */
function polyak(gamma: number): { step: number; momentum: number } {
  const least = Math.sqrt(Math.min(gamma, 2));
  const most = Math.sqrt(gamma > 1 ? gamma + 1 / gamma : 2);
  return { step: 4 / (least + most) ** 2, momentum: ((most - least) / (most + least)) ** 2 };
}

function logarithms(coefficients: Float64Array): Float64Array {
  const floor = FLOOR * coefficients.reduce((top, value) => Math.max(top, value), 0);
  return coefficients.map((value) => Math.log(Math.max(value, floor)));
}
