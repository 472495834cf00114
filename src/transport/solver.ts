import type { Tensor2D } from '@tensorflow/tfjs-core';
import { type Points, readCloud, type Weights } from './cloud.ts';
import { conditionalMean } from './conditional-mean.ts';
import { conventionOf } from './convention.ts';
import { forwardMap, type MapFunction } from './entropic-map.ts';
import type { SolverOptions } from './options.ts';
import { centred, type Pair, pairOf, readPair, type Solution, solvePair, solveSelf } from './problem.ts';
import { resultOf, type SinkhornResult } from './sinkhorn.ts';
import { checkPotential, checkWarmStart } from './warm-start.ts';
import { supportPotentials, wholeSelfPotential } from './whole-potentials.ts';

/** A solved problem, ready to move particles. */
export interface SolvedTransport extends SinkhornResult {
  /** E[y | x] at points [q, d] of the backend, [q, d], in float32 and O(q + m) memory; nothing is read back. */
  conditionalMean(points: Tensor2D): Tensor2D;
  /** The entropic map with its derivatives, in float64 on the host. */
  map: MapFunction;
}

/** A solver for clouds that move slowly: hand it the potentials of the last step and it needs few iterations. It keeps no state. */
export interface SinkhornSolver {
  /** x [n, d] against y [m, d], from the potentials of an earlier result when given. */
  solve(
    x: Points,
    y: Points,
    previous?: { f: ArrayLike<number>; g: ArrayLike<number> },
    weights?: { a?: Weights; b?: Weights },
  ): Promise<SolvedTransport>;
  /** x [n, d] against itself, by the symmetric iteration, from the potential of an earlier result when given; f and g are equal. */
  solveSelf(x: Points, previous?: ArrayLike<number>, weights?: Weights): Promise<SolvedTransport>;
}

/**
 * A solver with fixed options. The gradient of the Sinkhorn divergence in x_i is a_i (T_xx(x_i) − T_xy(x_i)): the difference of two
 * `conditionalMean`s.
 *
 * @throws InputError, from `solve`, as `sinkhorn`
 */
export function createSinkhornSolver(options: SolverOptions): SinkhornSolver {
  return {
    async solve(x, y, previous, weights) {
      const pair = await readPair(x, y, { ...options, ...weights });
      const start = previous && supportPotentials(pair, checkWarmStart(previous, pair));
      const solution = await solvePair(pair, options, start);
      return { ...resultOf(pair, solution), ...evaluators(pair, solution) };
    },
    async solveSelf(x, previous, weights) {
      const convention = conventionOf(options.cost, options.epsilon);
      const cloud = centred(await readCloud(x, weights, { points: 'x', weights: 'a' }));
      const potential = previous && checkPotential(previous, cloud.whole.count, 'previous');
      const start = potential && Float64Array.from(cloud.rows, (row) => potential[row]! / convention.scale);
      const pair = pairOf(cloud, cloud, convention);
      const solution = await solveSelf(cloud, convention, options, start);
      const f = wholeSelfPotential(cloud, convention, solution.potentials.f);
      return { ...resultOf(pair, solution), f, g: f, ...evaluators(pair, solution) };
    },
  };
}

function evaluators(pair: Pair, solution: Solution) {
  return {
    conditionalMean: (points: Tensor2D) => conditionalMean(points, pair, solution.potentials.g),
    map: forwardMap(pair, solution),
  };
}
