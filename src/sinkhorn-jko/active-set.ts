import { exponent } from '../sites/index.ts';
import { followCentralPath } from './central-path.ts';
import { MARGIN } from './interior-point.ts';
import type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
import { isOptimal, type LogarithmicProblem, type Optimality, optimality } from './problem.ts';
import { coarse, positiveAt, type Rows, restrict, rowsOf } from './restriction.ts';

/** |x − y|²/ε between sites that join together: nearer ones see the same of the mass. */
const SPACING = 0.25;
/** The same between the sites that the rounds start from. */
const COVER_SPACING = 1;
/** Sites with this share of the largest mass are covered at the start. */
const COVERED = 1e-6;
/** Above this, the sites that carry mass are covered by fewer at the start. */
const FEW = 64;
/** The tolerance of the problem of cells, over that of the problem. */
const ROUGHLY = 10;
/** The most sites that join in one round. */
const MOST_NEW = 32;
/** Sites join whose slope is at least this part of the steepest. */
const REMARKABLE = 1e-3;
/** The most sites of a dense Newton matrix. */
const MOST_SUPPORT = 400;
const MOST_ROUNDS = 60;
/** Rounds that may go on to a tenth of the tolerance once that is reached. */
const MOST_EXTRA_ROUNDS = 3;

/**
 * The minimum by an active set: an interior point method on the sites that carry mass, then the sites where the objective falls most steeply, well
 * apart from each other, join, those that vanished leave, and so on until R ≤ 1 everywhere. Where ε ≫ h² few sites carry the minimum. Where
 * many sites carry m, these are taken together in cells that are small for the kernel at first, which gives a start.
 */
export async function activeSet(problem: LogarithmicProblem, options: MinimiseOptions): Promise<LogarithmicMinimum> {
  const rows = rowsOf(problem);
  const fewer = coarse(problem, rows);
  if (!fewer) return rounds(problem, rows, options);
  const first = await rounds(fewer, rowsOf(fewer), { ...options, tolerance: ROUGHLY * options.tolerance });
  const second = await rounds(problem, rows, { ...options, start: first.coefficients });
  return { ...second, iterations: first.iterations + second.iterations };
}

async function rounds(
  problem: LogarithmicProblem,
  rows: Rows,
  { tolerance, maxIterations, start }: MinimiseOptions,
): Promise<LogarithmicMinimum> {
  const aim = MARGIN * tolerance;
  let support = firstSupport(problem, start);
  let coefficients = start;
  let iterations = 0;
  let extraRounds = 0;
  for (let round = 1; ; round++) {
    const end = followCentralPath(
      restrict(problem, support, rows),
      Float64Array.from(support, (i) => coefficients[i]!),
      { tolerance: MARGIN * aim, maxIterations: maxIterations - iterations },
    );
    iterations += end.iterations;
    coefficients = new Float64Array(problem.kernel.count);
    const kept = support.filter((site, i) => {
      if (!end.vanishing[i]) coefficients[site] = end.coefficients[i]!;
      return !end.vanishing[i];
    });
    const reached = await optimality(problem, coefficients.map(Math.log));
    const isDone = isOptimal(reached, tolerance);
    if (isDone) extraRounds++;
    const added = steepest(problem, reached, aim);
    support = [...new Set([...kept, ...added])];
    const isLast =
      added.length === 0 || round === MOST_ROUNDS || support.length > MOST_SUPPORT || extraRounds > MOST_EXTRA_ROUNDS;
    if (!isLast && !isOptimal(reached, aim) && iterations < maxIterations) continue;
    const missed = iterations === maxIterations ? 'max-iterations' : 'stalled';
    return {
      ...reached,
      coefficients,
      status: isDone ? 'converged' : missed,
      iterations,
      supportSize: kept.length,
      solver: 'active-set',
    };
  }
}

/** The sites that carry mass, or where these are many, some that cover them. */
function firstSupport({ kernel, logFactors, masses }: LogarithmicProblem, start: Float64Array): number[] {
  const carrying = positiveAt(start).filter((i) => logFactors[i]! > Number.NEGATIVE_INFINITY);
  if (carrying.length <= FEW) return carrying;
  const heaviest = masses.reduce((top, mass) => Math.max(top, mass), 0);
  const heavy = carrying.filter((i) => masses[i]! > COVERED * heaviest);
  return apart(kernel, byDescending(heavy, masses), COVER_SPACING, MOST_SUPPORT);
}

/** Sites of R > 1 + tolerance where a coefficient would lower the objective the most, apart from each other. */
function steepest({ kernel }: LogarithmicProblem, { logRatio, logSlope }: Optimality, tolerance: number): number[] {
  const limit = Math.log1p(tolerance);
  const descent = logRatio.map((value, i) =>
    // log(R − 1), also where R overflows.
    value > limit ? logSlope[i]! + value + Math.log(-Math.expm1(-value)) : Number.NEGATIVE_INFINITY,
  );
  const most = descent.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);
  const remarkable = Array.from(descent.keys()).filter((i) => descent[i]! > most + Math.log(REMARKABLE));
  return apart(kernel, byDescending(remarkable, descent), SPACING, MOST_NEW);
}

const byDescending = (indices: number[], values: Float64Array): number[] =>
  indices.sort((i, j) => values[j]! - values[i]! || i - j);

/** From the first on, each site that is not too near to those before. */
function apart(
  kernel: LogarithmicProblem['kernel'],
  sites: readonly number[],
  spacing: number,
  most: number,
): number[] {
  const chosen: number[] = [];
  for (const site of sites) {
    if (chosen.length === most) break;
    if (chosen.every((other) => exponent(kernel, site, other) >= spacing)) chosen.push(site);
  }
  return chosen;
}
