import { InputError } from '../errors.ts';
import { type Points, peekPoints } from './cloud.ts';
import { conditionalMoments } from './conditional.ts';
import { type Pair, pairOf, readPair, type Solution, solvePair } from './problem.ts';
import { resultOf, type SinkhornOptions, type SinkhornResult } from './sinkhorn.ts';
import { checkWarmStart } from './warm-start.ts';
import { supportPotentials } from './whole-potentials.ts';

export interface EntropicMapOptions extends SinkhornOptions {
  /** From x to y (default), or from y to x. */
  direction?: 'forward' | 'backward';
}

/** The map and its derivatives at q points, row-major. */
export interface EntropicImage {
  /** T(x) = E[y | x], [q, d]. */
  image: Float64Array;
  /** ∂T_k/∂x_l = Cov(y_k, y_l | x)/ε, [q, d, d]; for the cost |x − y|² twice that. */
  jacobian: Float64Array;
  /** ∂²T_k/∂x_l∂x_m = κ₃(y_k, y_l, y_m | x)/ε², [q, d, d, d], when asked for; for the cost |x − y|² four times that. */
  thirdCumulant?: Float64Array;
}

/** The entropic Brenier map, answering at once for any points; it carries the result of the solve behind it. */
export type EntropicMap = MapFunction & SinkhornResult;

export type MapFunction = (points: Points, options?: { thirdCumulant?: boolean }) => EntropicImage;

/**
 * The entropic map between two clouds (Seguy et al. 2018; Pooladian & Niles-Weed 2021): the conditional mean of the optimal entropic plan, continued
 * to every point of space by the potentials, with its exact derivatives.
 *
 * Evaluation is synchronous, in float64 on the host: q·m pairs for q points. Points given as a tensor must live on a backend that can be read
 * synchronously.
 *
 * @param x [n, d] @param y [m, d] @throws InputError as `sinkhorn`
 */
export async function entropicMap(x: Points, y: Points, options: EntropicMapOptions): Promise<EntropicMap> {
  const { direction = 'forward' } = options;
  if (direction !== 'forward' && direction !== 'backward') {
    throw new InputError(`direction is ${JSON.stringify(direction)}, but must be 'forward' or 'backward'`);
  }
  const pair = await readPair(x, y, options);
  const start = options.warmStart && supportPotentials(pair, checkWarmStart(options.warmStart, pair));
  const solution = await solvePair(pair, options, start);
  const evaluate = direction === 'forward' ? forwardMap(pair, solution) : forwardMap(...reversed(pair, solution));
  return Object.assign(evaluate, resultOf(pair, solution));
}

/** The same problem from y to x. */
function reversed(pair: Pair, solution: Solution): [Pair, Solution] {
  const { f, g } = solution.potentials;
  return [pairOf(pair.y, pair.x, pair.convention), { ...solution, potentials: { f: g, g: f } }];
}

/** The map from x to y as a function of points. */
export function forwardMap({ x, y, convention }: Pair, { potentials }: Solution): MapFunction {
  const { halfEpsilon } = convention;
  return (points, { thirdCumulant = false } = {}) => {
    const { values, dimension: d } = peekPoints(points, 'points');
    if (d !== x.whole.dimension) {
      throw new InputError(`points has dimension ${d}, but the map has dimension ${x.whole.dimension}`);
    }
    const local = values.map((coordinate, at) => coordinate - x.centre[at % d]!);
    const moments = conditionalMoments(local, y.support, potentials.g, halfEpsilon, thirdCumulant ? 3 : 2);
    return {
      image: moments.mean.map((coordinate, at) => coordinate + y.centre[at % d]!),
      jacobian: moments.covariance!.map((entry) => entry / halfEpsilon),
      ...(thirdCumulant ? { thirdCumulant: moments.thirdCumulant!.map((entry) => entry / halfEpsilon ** 2) } : {}),
    };
  };
}
