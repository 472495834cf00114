import { plus } from '../linalg/index.ts';
import { lawOfMasses, type SiteKernel } from '../sites/index.ts';
import { frozen, type JkoProblem, logFactorsOf } from './jko-problem.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, optimality } from './problem.ts';

/** Without an entropy no mass falls below this part of the largest one, or it could not come back. */
const FLOOR = 1e-12;
const MOST_SINKHORN_ITERATIONS = 20_000;
/** Of the potential f/ε. */
const SINKHORN_TOLERANCE = 1e-12;

/**
 * The step as it is defined: minimise E(μ) + S_ε(μ, μ_k)/(2τ) over probability measures μ by mirror descent in the entropy, μ ← μ exp(−(2τ/ε) times
 * the first variation), normalised, with a full Sinkhorn problem between μ and μ_k in every iteration. Slow: a check of the other solvers, which
 * never see a Sinkhorn potential.
 */
export async function mirrorDescent(
  problem: JkoProblem,
  { tolerance, maxIterations }: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  const { kernel, energy, law: before } = problem;
  const floor = energy.entropy > 0 ? 0 : FLOOR;
  let logMasses = raised(before.masses.map(Math.log), FLOOR);
  let potential: Float64Array = new Float64Array(kernel.count);
  for (let iteration = 0; ; iteration++) {
    const law = await lawOfMasses(kernel, logMasses.map(Math.exp));
    const logFactors = logFactorsOf(problem, logMasses);
    const logs = law.coefficients.map(Math.log);
    const reached = await optimality(frozen(problem, logFactors), logs);
    const isDone = isOptimal(reached, tolerance);
    if (isDone || iteration === maxIterations) {
      return {
        ...reached,
        coefficients: law.coefficients,
        status: isDone ? 'converged' : 'max-iterations',
        iterations: iteration,
        supportSize: law.masses.reduce((size, mass) => size + (mass > 0 ? 1 : 0), 0),
        solver: 'mirror-descent',
      };
    }
    potential = await sinkhornPotential(kernel, logMasses, before.masses.map(Math.log), potential);
    // f_μμ/ε = −log b, so this is −(2τ/ε) δ(E + S/2τ)/δμ.
    const descent = logFactors.map((value, i) => value - potential[i]! - reached.logSlope[i]!);
    logMasses = raised(plus(logMasses, 1, descent), floor);
  }
}

/** f/ε of the Sinkhorn problem between two laws, from where it was in the last one. */
async function sinkhornPotential(
  kernel: SiteKernel,
  logMasses: Float64Array,
  logOthers: Float64Array,
  start: Float64Array,
): Promise<Float64Array> {
  let f = start;
  for (let iteration = 0; iteration < MOST_SINKHORN_ITERATIONS; iteration++) {
    const g = await kernel.logApply(plus(logMasses, 1, f));
    const image = await kernel.logApply(plus(logOthers, -1, g));
    const change = image.reduce((most, value, i) => Math.max(most, Math.abs(value + f[i]!)), 0);
    f = image.map((value) => -value);
    if (change < SINKHORN_TOLERANCE) break;
  }
  return f;
}

/** Normalised, and none too small. */
function raised(logMasses: Float64Array, floor: number): Float64Array {
  const highest = logMasses.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  const least = highest + Math.log(floor);
  const total = logMasses.reduce((sum, value) => sum + Math.exp(Math.max(value, least) - highest), 0);
  return logMasses.map((value) => Math.max(value, least) - highest - Math.log(total));
}
