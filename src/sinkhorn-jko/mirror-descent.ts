import { plus } from '../linalg/index.ts';
import { lawOfMasses, type SiteLaw } from '../sites/index.ts';
import { frozen, type JkoProblem, logFactorsOf } from './jko-problem.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { objectiveAt } from './objective.ts';
import { isOptimal, optimality } from './problem.ts';

/** Without an entropy no mass falls below this part of the largest one, or it could not come back. */
const FLOOR = 1e-12;
/** A step that lowers the objective makes the next one longer; one that does not is halved. */
const GROWTH = 1.5;
/** Of the objective. */
const ROUNDING = 1e-13;
const SHORTEST = 1e-8;

/** A measure, the objective there, and its first variation times −2τ/ε. */
interface Standing {
  readonly logMasses: Float64Array;
  readonly law: SiteLaw;
  readonly objective: number;
  readonly descent: Float64Array;
  /** f/ε, to start the next Sinkhorn problem from. */
  readonly potential: Float64Array;
}

/**
 * The step as it is defined: minimise E(μ) + S_ε(μ, μ_k)/(2τ) over probability measures μ by mirror descent in the entropy, μ ← μ exp(−s times the
 * first variation), normalised, with a full Sinkhorn problem between μ and μ_k in every iteration. Slow: a check of the other solvers, which
 * never see a Sinkhorn potential.
 */
export async function mirrorDescent(
  problem: JkoProblem,
  { tolerance, maxIterations }: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  const floor = problem.energy.entropy > 0 ? 0 : FLOOR;
  const logOfLaw = problem.law.masses.map(Math.log);
  let here = await standingAt(problem, raised(logOfLaw, FLOOR), new Float64Array(logOfLaw.length));
  let length = 1;
  for (let iteration = 0; ; iteration++) {
    const reached = await optimality(
      frozen(problem, logFactorsOf(problem, here.logMasses)),
      here.law.coefficients.map(Math.log),
    );
    const isDone = isOptimal(reached, tolerance);
    if (isDone || iteration === maxIterations || length < SHORTEST) {
      const missed = iteration === maxIterations ? 'max-iterations' : 'stalled';
      return {
        ...reached,
        coefficients: here.law.coefficients,
        status: isDone ? 'converged' : missed,
        iterations: iteration,
        supportSize: here.law.masses.reduce((size, mass) => size + (mass > 0 ? 1 : 0), 0),
        solver: 'mirror-descent',
      };
    }
    const next = await standingAt(problem, raised(plus(here.logMasses, length, here.descent), floor), here.potential);
    const isLower = next.objective <= here.objective + ROUNDING * Math.abs(here.objective);
    length *= isLower ? GROWTH : 0.5;
    if (isLower) here = next;
  }
}

async function standingAt(problem: JkoProblem, logMasses: Float64Array, start: Float64Array): Promise<Standing> {
  const law = await lawOfMasses(problem.kernel, logMasses.map(Math.exp));
  const { value, potential, logImage } = await objectiveAt(problem, law, logMasses, start);
  return {
    logMasses,
    law,
    objective: value,
    descent: logFactorsOf(problem, logMasses).map((value, i) => value - potential[i]! - logImage[i]!),
    potential,
  };
}

/** Normalised, and none too small. */
function raised(logMasses: Float64Array, floor: number): Float64Array {
  const highest = logMasses.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  const least = highest + Math.log(floor);
  const total = logMasses.reduce((sum, value) => sum + Math.exp(Math.max(value, least) - highest), 0);
  return logMasses.map((value) => Math.max(value, least) - highest - Math.log(total));
}
