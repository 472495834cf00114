import { type Integrated, integrate } from '../ode/index.ts';
import type { Manifold } from './manifold.ts';
import { type PointPotential, type PotentialModel, remembering } from './potential.ts';
import { mapRows, meanOf } from './rows.ts';

/** The velocity of each particle, tangent, at points that lie on the manifold; what is not finite makes the step shorter. */
export type VelocityField = (points: Float64Array, model: PotentialModel) => Float64Array | Promise<Float64Array>;

/** What following a flow for one step came to. */
export interface Followed extends Pick<Integrated, 'steps' | 'rejected'> {
  /** Row-major [n, d], on the manifold. */
  readonly points: Float64Array;
  /** Mean V over the particles before and after. */
  readonly energyBefore: number;
  readonly energyAfter: number;
}

/**
 * Follow a flow on a manifold in adaptive Runge-Kutta steps in the ambient coordinates. The field is extended to the space around by its value at
 * the nearest point, so it stays parallel to the manifold and the drift off it is within the tolerance; the end is put back.
 *
 * @param tolerance error of one inner step, root mean square over the coordinates, relative to the spread of the cloud in R^d, absolute for
 * angles and unit vectors
 */
export async function follow(
  manifold: Manifold,
  potential: PointPotential,
  start: Float64Array,
  { field, duration, tolerance }: { field: VelocityField; duration: number; tolerance: number },
): Promise<Followed> {
  const { dimension: d } = manifold;
  const remembered = remembering(potential);
  const back = (points: Float64Array): Float64Array => mapRows(points, d, (row) => manifold.retract(row));
  const velocity = async (points: Float64Array): Promise<Float64Array> => {
    const near = back(points);
    return field(near, await remembered.at(near));
  };
  const energyAt = async (points: Float64Array): Promise<number> => meanOf((await remembered.at(points)).values);

  const energyBefore = await energyAt(back(start));
  const scale = manifold.type === 'euclidean' ? {} : { scale: 1 };
  const { x, steps, rejected } = await integrate(velocity, start, duration, { tolerance, ...scale });
  const points = back(x);
  return { points, energyBefore, energyAfter: await energyAt(points), steps, rejected };
}
