import type { WasmEngine } from '../tensor/index.ts';
import { BlockOperator } from './block-operator.ts';
import { blockOrder, coarsened } from './blocks.ts';
import type { Cloud } from './cloud.ts';
import { HostDual, HostSelfDual } from './host-dual.ts';
import type { Potentials } from './operator.ts';
import { solve } from './solve.ts';
import { squaredDiameter } from './squared-diameter.ts';

/** About so many points stand for a cloud. */
const COARSE_POINTS = 1024;
/** Clouds below this are their own coarse clouds. */
const FEWEST = 2 * COARSE_POINTS;
const COARSE_ERROR = 0.01;
const MOST_ITERATIONS = 200;
/** The coarse pairs may leave out this mass. */
const OMITTABLE = 1e-4;

/** Potentials to start from, and the ε that they belong to. */
export interface CoarseStart {
  potentials: Potentials;
  epsilon: number;
  /** Pairs summed to find them. */
  pairs: number;
}

interface CoarseCloud {
  cloud: Cloud;
  /** The coarse point of each point. */
  groups: Int32Array;
  spread: number;
}

/**
 * Solve for about a thousand weighted means of near points first (Mérigot 2011; Schmitzer 2019): most of the way down in ε then costs next to
 * nothing. ε stops at the spread of the groups, below which the means no longer stand for their points. Undefined for small clouds.
 *
 * @param y undefined for a cloud with itself
 */
export async function coarseStart(
  engine: WasmEngine,
  x: Cloud,
  y: Cloud | undefined,
  target: { epsilon: number; signal?: AbortSignal },
): Promise<CoarseStart | undefined> {
  if (Math.max(x.count, y?.count ?? 0) < FEWEST) return undefined;
  const coarseX = coarseCloud(x);
  const coarseY = y ? coarseCloud(y) : coarseX;
  const epsilon = Math.max(target.epsilon, coarseX.spread / x.dimension, coarseY.spread / x.dimension);
  const operator = new BlockOperator(engine, coarseX.cloud, y && coarseY.cloud, OMITTABLE);
  const f = new Float64Array(coarseX.cloud.count);
  const g = new Float64Array(coarseY.cloud.count);
  const dual = y
    ? new HostDual(operator, coarseY.cloud, { f, g }, 'auto')
    : new HostSelfDual(operator, coarseX.cloud, f, 'auto');
  try {
    await solve(dual, {
      epsilon,
      startEpsilon: Math.max(epsilon, squaredDiameter(coarseX.cloud, coarseY.cloud)),
      tolerance: COARSE_ERROR,
      maxIterations: MOST_ITERATIONS,
      signal: target.signal,
    });
    const coarse = await dual.read();
    const fineG = refined(engine, y ?? x, coarseY, coarse.g, coarseX.cloud, coarse.f, epsilon);
    const fineF = y ? refined(engine, x, coarseX, coarse.f, coarseY.cloud, coarse.g, epsilon) : fineG;
    if (!y) capSelfPotential(fineF.potential, x, epsilon);
    return {
      potentials: { f: fineF.potential, g: fineG.potential },
      epsilon,
      pairs: dual.pairs + fineF.pairs + fineG.pairs,
    };
  } finally {
    dual.dispose();
  }
}

/** No point can send itself more than its own mass, a_i exp(2f_i/ε) ≤ 1: outliers, far from the mean of their group, would start far above. */
function capSelfPotential(potential: Float64Array, { weights }: Cloud, epsilon: number): void {
  for (let i = 0; i < potential.length; i++) {
    potential[i] = Math.min(potential[i]!, -0.5 * epsilon * Math.log(weights[i]!));
  }
}

function coarseCloud(cloud: Cloud): CoarseCloud {
  const size = Math.max(1, Math.round(cloud.count / COARSE_POINTS));
  const order = blockOrder(cloud, size);
  const { coarse, spread } = coarsened(cloud, order, size);
  const groups = new Int32Array(cloud.count);
  order.forEach((row, at) => {
    groups[row] = Math.floor(at / size);
  });
  return { cloud: coarse, groups, spread };
}

/** The potential at all points, from the other cloud's coarse potential by one softmin. */
function refined(
  engine: WasmEngine,
  fine: Cloud,
  own: CoarseCloud,
  ownPotential: Float64Array,
  other: Cloud,
  otherPotential: Float64Array,
  epsilon: number,
): { potential: Float64Array; pairs: number } {
  const operator = new BlockOperator(engine, fine, other, OMITTABLE);
  const hint = Float64Array.from(own.groups, (group) => ownPotential[group]!);
  const potential = operator.softmin('rows', epsilon, { f: hint, g: otherPotential }).slice();
  const { pairs } = operator;
  operator.dispose();
  return { potential, pairs };
}
