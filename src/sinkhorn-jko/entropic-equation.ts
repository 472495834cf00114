import { plus } from '../linalg/index.ts';
import type { EquationAt } from '../optimize/index.ts';
import { type JkoProblem, logFactorsOf } from './jko-problem.ts';
import { markovOperator } from './markov.ts';
import type { Optimality } from './problem.ts';

/** Where log R = 0 stands at u = log a. Its complementarity is Σ μ |log R|: mass where R is e^{−5000} counts 5,000 times. */
export interface EntropicStanding extends Optimality, EquationAt {}

/** Less of a may change by any factor at once. */
const MASS_TO_SPEAK_OF = 1e-14;

/**
 * The equation of a step with an entropy, log R = log E + log G(μ_k/G(E ⊙ a)) − log Ga = 0 at every site, in u = log a, with
 * E = exp(−(2τ/ε) δE/δμ) at μ = a ⊙ Ga itself. In logarithms alone, so that masses may span any range.
 *
 * @returns nothing where it overflows
 */
export async function equationAt(
  problem: JkoProblem,
  u: Float64Array,
  tolerance: number,
): Promise<EntropicStanding | undefined> {
  const { kernel, law, energy, rate } = problem;
  const logSlope = await kernel.logApply(u);
  const logMasses = plus(u, 1, logSlope);
  const logFactors = logFactorsOf(problem, logMasses);
  const tilted = plus(u, 1, logFactors);
  const logImage = await kernel.logApply(tilted);
  const sources = law.masses.map((mass, j) => Math.log(mass) - logImage[j]!);
  const logPull = await kernel.logApply(sources);
  const logRatio = logFactors.map((value, i) => value + logPull[i]! - logSlope[i]!);
  if (!logRatio.every(Number.isFinite)) return undefined;
  const masses = logMasses.map(Math.exp);
  const excess = logRatio.reduce((top, value) => Math.max(top, Math.expm1(value)), Number.NEGATIVE_INFINITY);
  const complementarity = logRatio.reduce((sum, value, i) => sum + masses[i]! * Math.abs(value), 0);
  const derivative = (): ((du: Float64Array) => Promise<Float64Array>) => {
    const ownMean = markovOperator(kernel, u, logSlope);
    const imageMean = markovOperator(kernel, tilted, logImage);
    const pullMean = markovOperator(kernel, sources, logPull);
    return async (du) => {
      const own = await ownMean(du);
      const change = plus(du, 1, own);
      const field = energy.interaction?.(change.map((value, i) => masses[i]! * value));
      const factors = change.map((value, i) => -rate * (energy.entropy * value + (field?.[i] ?? 0)));
      const pull = await pullMean(await imageMean(plus(factors, 1, du)));
      return factors.map((value, i) => value - pull[i]! - own[i]!);
    };
  };
  return {
    point: u,
    logSlope,
    logRatio,
    excess,
    complementarity,
    residual: logRatio,
    fault: logRatio.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0),
    isSolved: excess <= tolerance && complementarity <= tolerance,
    counts: (i) => masses[i]! > MASS_TO_SPEAK_OF,
    derivative,
  };
}
