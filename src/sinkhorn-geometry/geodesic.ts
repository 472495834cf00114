import { InputError } from '../errors.ts';
import { lbfgs, type OptimizeStatus } from '../optimize/index.ts';
import { lawOfCoefficients, type SiteKernel, type SiteLaw, squaredExtent } from '../sites/index.ts';
import { actionObjective, innerLaws } from './action-objective.ts';
import { firstRoots, rootsOf } from './first-roots.ts';
import { actionOf, lengthOf, squaredLengths } from './path.ts';
import { connected } from './solve.ts';
import { checkSegments } from './straight-paths.ts';

export interface GeodesicOptions {
  /** T, segments of the path, an integer ≥ 1. Default 16. */
  segments?: number;
  /**
   * The gradient of the action in √a is brought down to this part of (length of the first path) · (diagonal of the box around the sites); > 0. Default
   * 1e-4, which leaves some 1e-5 of the length.
   */
  tolerance?: number;
  /** Of L-BFGS. Default 1000. */
  maxIterations?: number;
  /** Where to begin: T + 1 laws; a site that a law has no mass at gets none. Default: the rotation in H_c or the displacement, whichever has the lower action. */
  initial?: readonly SiteLaw[];
}

export interface Geodesic {
  /** T + 1 laws, the first and last as given, at the times 0, 1/T, …, 1. */
  readonly laws: SiteLaw[];
  /** Σ √g, in the units of the sites. */
  readonly length: number;
  /** T Σ g ≥ length²; equal at constant speed, which geodesics have. */
  readonly action: number;
  readonly status: OptimizeStatus;
  readonly iterations: number;
}

/** A third fewer iterations than with the default of L-BFGS. */
const MEMORY = 40;

/**
 * The shortest path between two laws in the metric of the Sinkhorn divergence, by minimising the action Σ g(μ̇, μ̇)/T of T great-circle arcs of H_c over the
 * laws in between: L-BFGS in √a, so masses may vanish. The distance is approached from a path of T segments to second order in 1/T.
 *
 * Source: Lavenant et al. 2024 (arXiv 2405.04987), definition of d_S; geodesics exist.
 *
 * @throws InputError for an option that makes no sense, or an ε too small for the sites
 * @throws RunError when both first paths have parts too far apart for float64
 */
export async function geodesicBetween(
  kernel: SiteKernel,
  start: SiteLaw,
  end: SiteLaw,
  { segments = 16, tolerance = 1e-4, maxIterations = 1000, initial }: GeodesicOptions = {},
): Promise<Geodesic> {
  checkSegments(segments);
  if (!(tolerance > 0)) throw new InputError(`tolerance: must be a number > 0, got ${tolerance}`);
  const objective = await actionObjective(kernel, start, end, segments);
  const first = initial ? rootsOf(initial) : await firstRoots(kernel, [start, end], segments, objective);
  if (first.length !== (segments - 1) * kernel.count) {
    throw new InputError(`initial: must have ${segments + 1} laws, one more than segments, got ${initial!.length}`);
  }
  const { value } = await objective(first);
  const { x, status, iterations } =
    segments === 1
      ? ALREADY_SHORTEST
      : await lbfgs(objective, first, {
          absoluteTolerance: tolerance * Math.sqrt(connected(value, kernel) * squaredExtent(kernel)),
          relativeTolerance: 0,
          maxIterations,
          memory: MEMORY,
        });
  const inner = innerLaws(kernel.count, x).map((root) =>
    lawOfCoefficients(
      kernel,
      root.map((value) => value * value),
    ),
  );
  const laws = [start, ...(await Promise.all(inner)), end];
  const squares = await squaredLengths(kernel, laws);
  return { laws, length: lengthOf(squares), action: actionOf(squares), status, iterations };
}

const ALREADY_SHORTEST = { x: new Float64Array(0), status: 'converged', iterations: 0 } as const;
