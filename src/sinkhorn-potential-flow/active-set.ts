import { InputError } from '../errors.ts';
import { exponent, type SiteKernel, type SiteStepStatus } from '../sites/index.ts';
import { blockOf, type ComplementarityProblem, slackOf } from './complementarity.ts';
import { type ComplementarySolution, complementarySolution } from './interior-point.ts';
import { factorised } from './lu.ts';

/** Coefficients and how well they solve a complementarity problem on all sites. */
export interface Candidate {
  /** a⁺ ≥ 0, [n]. */
  readonly coefficients: Float64Array;
  /** w, [n]. */
  readonly slack: Float64Array;
  /** max(0, −w), [n], in units of the terms that w is the sum of. */
  readonly lack: Float64Array;
  /** The largest of them. */
  readonly violation: number;
}

export interface ActiveSetSolution extends Candidate {
  readonly status: SiteStepStatus;
  /** Steps of the interior point method. */
  readonly iterations: number;
}

/** The most sites that a dense Newton matrix holds. */
export const MOST_SITES = 1000;
/** Laws of more sites are taken up anew from those where q is large. */
const MOST_STARTING_SITES = 64;
/** |x − y|²/ε between sites that join together: nearer ones see nearly the same of the mass. */
const SPACING = 0.22;
const LEAST_JOINING = 8;
/** aᵀw of the interior point method, in the end and in the first round. */
const GAP = 1e-14;
const LOOSEST_GAP = 1e-4;
/** Sites leave the working set below this ratio of a to w, in rounds that bring the violation down by this factor. */
const LEAVING = 0.1;
const PROGRESS = 0.9;
/** Coefficients below this share of the tolerance of w count as zero. */
const VANISHING = 0.01;

/**
 * The complementarity problem by an active set: an interior point method on a working set of sites, then those where w < 0 most join it, apart
 * from each other, until w ≥ 0 everywhere. Where ε ≫ h², G is singular in float64, and few sites carry the law.
 *
 * The law is exact to the tolerance in the norm of the RKHS: |b − b*|² ≤ aᵀw + Σ a*·max(0, −w).
 *
 * @param start the coefficients before the step, [n]
 * @throws InputError when the law needs more sites than a dense Newton matrix holds
 */
export async function activeSet(
  problem: ComplementarityProblem,
  start: Float64Array,
  { tolerance, maxIterations }: { tolerance: number; maxIterations: number },
): Promise<ActiveSetSolution> {
  let sites = startingSites(problem, start);
  let iterations = 0;
  let gap = LOOSEST_GAP;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 1; ; round++) {
    const inner = complementarySolution(blockOf(problem, sites), valuesAt(problem.right, sites), gap);
    iterations += inner.iterations;
    const reached = await candidate(problem, sites, withoutDust(inner.a, VANISHING * tolerance));
    const wasTight = gap === GAP;
    gap = Math.max(GAP, Math.min(gap, (0.1 * reached.violation) ** 2));
    if (reached.violation <= tolerance && wasTight) {
      const polish = await polished(problem, sites, inner);
      const best = polish && polish.violation <= tolerance ? polish : reached;
      return { ...best, status: 'converged', iterations };
    }
    if (round === maxIterations) return { ...reached, status: 'max-iterations', iterations };
    const joining = sitesToJoin(problem, sites, reached, tolerance);
    if (joining.length === 0 && wasTight) return { ...reached, status: 'stalled', iterations };
    if (joining.length === 0) gap = GAP;
    // Sites may leave only as long as that leads on: for ever otherwise.
    const staying =
      reached.violation < PROGRESS * best ? sites.filter((_, k) => inner.a[k]! > LEAVING * inner.w[k]!) : sites;
    best = Math.min(best, reached.violation);
    sites = [...staying, ...joining].sort((i, j) => i - j);
    if (sites.length > MOST_SITES) throw tooManySites(problem.kernel);
  }
}

function startingSites({ kernel, right }: ComplementarityProblem, start: Float64Array): number[] {
  const carrying = Array.from(start.keys()).filter((i) => start[i]! > 0);
  return carrying.length <= MOST_STARTING_SITES ? carrying : apart(kernel, carrying, right, MOST_STARTING_SITES);
}

function sitesToJoin(
  { kernel }: ComplementarityProblem,
  sites: readonly number[],
  { lack }: Candidate,
  tolerance: number,
): number[] {
  const inside = new Set(sites);
  const violated = Array.from(lack.keys()).filter((i) => lack[i]! > tolerance && !inside.has(i));
  return apart(kernel, violated, lack, Math.max(LEAST_JOINING, Math.floor(sites.length / 2)));
}

/** By descending value, each site that is not too near to those before. */
function apart(kernel: SiteKernel, sites: readonly number[], values: Float64Array, most: number): number[] {
  const chosen: number[] = [];
  for (const site of [...sites].sort((i, j) => values[j]! - values[i]! || i - j)) {
    if (chosen.length === most) break;
    if (chosen.every((other) => exponent(kernel, site, other) >= SPACING)) chosen.push(site);
  }
  return chosen;
}

/** The solution of the linear system on the sites that carry the law, free of the barrier; nothing where rounding makes a coefficient negative. */
async function polished(
  problem: ComplementarityProblem,
  sites: readonly number[],
  { a, w }: ComplementarySolution,
): Promise<Candidate | undefined> {
  const carrying = sites.filter((_, k) => a[k]! > w[k]!);
  const solve = factorised(blockOf(problem, carrying), carrying.length);
  const values = solve(valuesAt(problem.right, carrying));
  return values.every((value) => value > 0) ? candidate(problem, carrying, values) : undefined;
}

async function candidate(
  problem: ComplementarityProblem,
  sites: readonly number[],
  values: Float64Array,
): Promise<Candidate> {
  const coefficients = new Float64Array(problem.kernel.count);
  sites.forEach((site, k) => {
    coefficients[site] = values[k]!;
  });
  const { slack, scale } = await slackOf(problem, coefficients);
  const lack = slack.map((value, i) => Math.max(0, -value / scale[i]!));
  return { coefficients, slack, lack, violation: lack.reduce((worst, value) => Math.max(worst, value), 0) };
}

const valuesAt = (values: Float64Array, sites: readonly number[]): Float64Array =>
  Float64Array.from(sites, (i) => values[i]!);

const withoutDust = (values: Float64Array, smallest: number): Float64Array =>
  values.map((value) => (value > smallest ? value : 0));

const tooManySites = ({ count, epsilon }: SiteKernel): InputError =>
  new InputError(
    `epsilon: must be so large that at most ${MOST_SITES} of the ${count} sites carry the law of a sinkhorn-potential-flow, got ${epsilon}; take a larger epsilon or fewer sites`,
    { path: ['epsilon'] },
  );
