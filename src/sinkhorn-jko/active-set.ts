import { exponent } from '../sites/index.ts';
import { followCentralPath } from './central-path.ts';
import { MARGIN } from './interior-point.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, type LogarithmicProblem, type Optimality, optimality } from './problem.ts';
import { positiveAt, restrict, rowsOf } from './restriction.ts';

/** |x − y|²/ε between sites that are added together: nearer ones see the same of the mass. */
const SPACING = 0.25;
/** Sites with this share of the largest mass are covered at the start. */
const COVERED = 1e-6;
/** The most sites of a dense Newton matrix. */
export const MOST_SUPPORT = 400;
const MOST_ROUNDS = 60;

/**
 * The minimum by an active set: an interior point method on the sites that carry mass, then the sites of largest R, well apart from each other,
 * join, those that vanished leave, and so on until R ≤ 1 everywhere. Where ε ≫ h² the minimum is carried by few sites.
 */
export async function activeSet(problem: LogarithmicProblem, options: MinimiseOptions): Promise<LogarithmicMinimum> {
  const { tolerance, maxIterations, start } = options;
  const rows = rowsOf(problem);
  let support = firstSupport(problem, start);
  let coefficients = start;
  let iterations = 0;
  for (let round = 0; ; round++) {
    const end = followCentralPath(
      restrict(problem, support, rows),
      Float64Array.from(support, (i) => coefficients[i]!),
      {
        tolerance: MARGIN * tolerance,
        maxIterations: maxIterations - iterations,
      },
    );
    iterations += end.iterations;
    coefficients = new Float64Array(problem.kernel.count);
    const kept = support.filter((site, i) => {
      if (!end.vanishing[i]) coefficients[site] = end.coefficients[i]!;
      return !end.vanishing[i];
    });
    const reached = await optimality(problem, coefficients.map(Math.log));
    const finish = (status: LogarithmicMinimum['status']): LogarithmicMinimum => ({
      ...reached,
      coefficients,
      status,
      iterations,
      supportSize: kept.length,
      solver: 'active-set',
    });
    if (isOptimal(reached, tolerance)) return finish('converged');
    if (iterations >= maxIterations) return finish('max-iterations');
    const added = worst(problem, reached, tolerance);
    support = [...new Set([...kept, ...added])];
    if (added.length === 0 || round === MOST_ROUNDS || support.length > MOST_SUPPORT) return finish('stalled');
  }
}

/** The sites that carry mass, or where these are many, some that cover them. */
function firstSupport({ kernel, logFactors, masses }: LogarithmicProblem, start: Float64Array): number[] {
  const carrying = positiveAt(start).filter((i) => logFactors[i]! > Number.NEGATIVE_INFINITY);
  if (carrying.length <= 64) return carrying;
  const heaviest = masses.reduce((top, mass) => Math.max(top, mass), 0);
  const heavy = carrying.filter((i) => masses[i]! > COVERED * heaviest);
  return apart(kernel, byDescending(heavy, masses), MOST_SUPPORT);
}

/** The sites of largest R > 1 + tolerance, apart from each other. */
function worst({ kernel }: LogarithmicProblem, { logRatio }: Optimality, tolerance: number): number[] {
  const limit = Math.log1p(tolerance);
  const indices = Array.from(logRatio.keys()).filter((i) => logRatio[i]! > limit);
  return apart(kernel, byDescending(indices, logRatio), 32);
}

const byDescending = (indices: number[], values: Float64Array): number[] =>
  indices.sort((i, j) => values[j]! - values[i]! || i - j);

/** From the first on, each site that is not too near to those before. */
function apart(kernel: LogarithmicProblem['kernel'], sites: readonly number[], most: number): number[] {
  const chosen: number[] = [];
  for (const site of sites) {
    if (chosen.length === most) break;
    if (chosen.every((other) => exponent(kernel, site, other) >= SPACING)) chosen.push(site);
  }
  return chosen;
}
