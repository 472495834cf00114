import { followed, newtonKrylov } from '../optimize/index.ts';
import { lawOfMasses, type SiteStepStatus } from '../sites/index.ts';
import { type EntropicStanding, equationAt } from './entropic-equation.ts';
import type { JkoProblem } from './jko-problem.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { momentum } from './momentum.ts';

/** Sites without mass start with at most this part of the largest coefficient. */
const FLOOR = 1e-6;
/** Momentum that needs more comes to no end at all. */
const MOST_MOMENTUM_ITERATIONS = 100;
/** Newton steps from where momentum came to. */
const MOST_NEWTON_STEPS = 40;

/** A solver that came to an end of the equation, or not. */
interface Attempt {
  readonly end: EntropicStanding;
  readonly iterations: number;
  readonly solver: 'multiplicative' | 'newton';
}

/**
 * A step with an entropy, whose mass is positive everywhere: R = 1 at every site, solved for log a. Cheap iterations with momentum come first; where they
 * do not get there (γ = 2τλ/ε small, or an interaction that repels) Newton's method goes on, if need be along decreasing entropies from one
 * so strong that the law is nearly uniform.
 */
export async function withEntropy(problem: JkoProblem, options: MinimiseOptions): Promise<LogarithmicMinimum> {
  const { end, iterations, solver } = await attempt(problem, options);
  return {
    ...end,
    coefficients: end.point.map(Math.exp),
    status: statusOf(end, iterations >= options.maxIterations),
    iterations,
    supportSize: end.point.length,
    solver,
  };
}

function statusOf({ isSolved }: EntropicStanding, isExhausted: boolean): SiteStepStatus {
  if (isSolved) return 'converged';
  return isExhausted ? 'max-iterations' : 'stalled';
}

async function attempt(problem: JkoProblem, { start, tolerance, maxIterations }: MinimiseOptions): Promise<Attempt> {
  const { kernel, energy, rate } = problem;
  const quick = await momentum(problem, await settled(problem, start, tolerance), {
    tolerance,
    maxIterations: Math.min(MOST_MOMENTUM_ITERATIONS, maxIterations),
  });
  if (quick.end.isSolved || quick.iterations === maxIterations) return { ...quick, solver: 'multiplicative' };
  const equationOf = (gamma: number) => (u: Float64Array) =>
    equationAt({ ...problem, energy: { ...energy, entropy: gamma / rate } }, u, tolerance);
  const gamma = rate * energy.entropy;
  const left = maxIterations - quick.iterations;
  const direct = (await newtonKrylov(equationOf(gamma), quick.end.point, Math.min(MOST_NEWTON_STEPS, left)))!;
  const spent = quick.iterations + direct.iterations;
  if (direct.converged) return { end: direct.end, iterations: spent, solver: 'newton' };
  const { coefficients } = await lawOfMasses(kernel, energy.volumes);
  const uniform = coefficients.map(Math.log);
  const found = await followed({ equationOf, goal: gamma, start: uniform, maxIterations: maxIterations - spent });
  if (found) return { end: found.end, iterations: spent + found.iterations, solver: 'newton' };
  return { end: direct.end, iterations: spent, solver: 'newton' };
}

/** The coefficients before the step, and where there is less than the floor, what its site alone would have. */
async function settled(problem: JkoProblem, start: Float64Array, tolerance: number): Promise<EntropicStanding> {
  const gamma = problem.rate * problem.energy.entropy;
  const floor = Math.log(FLOOR * start.reduce((top, value) => Math.max(top, value), 0));
  const raised = (await equationAt(
    problem,
    start.map((value) => Math.max(Math.log(value), floor)),
    tolerance,
  ))!;
  const { point, logRatio } = raised;
  const lower = point.map((value, i) => (value === floor ? value + Math.min(0, logRatio[i]! / gamma) : value));
  return (await equationAt(problem, lower, tolerance)) ?? raised;
}
