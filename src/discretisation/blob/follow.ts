import type { EnergyModel } from '../../energies/index.ts';
import { integrate } from '../../ode/index.ts';
import type { Ensemble } from '../../world/index.ts';
import { type BlobCloud, lengthOf, moveTo } from './cloud.ts';

/** The velocity of all particles, [n, d], from what the energy is like where they are. */
export type VelocityOf = (model: EnergyModel) => Promise<Float64Array>;

export interface Followed {
  readonly energyBefore: number;
  /** The energy where the particles have come to. */
  readonly after: EnergyModel;
  readonly integrator: {
    /** Steps that the integrator took, and those it tried in vain. */
    readonly integratorSteps: number;
    readonly rejected: number;
    /** Of the energy and its gradient. */
    readonly evaluations: number;
  };
}

/** A gradient flow of J^η that was followed. */
export interface ModifiedFlow extends Followed {
  /** The η of it. */
  readonly modification: number;
  /** What there is to say of the velocity. */
  readonly solver: Record<string, number | string>;
}

/**
 * Move the particles along a velocity over the time `duration`, in float64, with the bandwidth fixed.
 * @throws RunError when the integrator cannot go on
 */
export async function follow(
  ensemble: Ensemble,
  cloud: BlobCloud,
  velocityOf: VelocityOf,
  { duration, tolerance }: { duration: number; tolerance: number },
): Promise<Followed> {
  let first: EnergyModel | undefined;
  const velocity = async (x: Float64Array): Promise<Float64Array> => {
    const model = await cloud.energy.at(x);
    first ??= model;
    return velocityOf(model);
  };
  const scale = lengthOf(cloud);
  const { x, steps, rejected, evaluations } = await integrate(velocity, cloud.points, duration, { tolerance, scale });
  const after = await cloud.energy.at(moveTo(ensemble, x));
  const integrator = { integratorSteps: steps, rejected, evaluations: evaluations + 1 };
  return { energyBefore: first!.value, after, integrator };
}
