import { type EnergySpecification, samplesTarget } from '../energies/index.ts';
import type { Ensemble } from '../world/index.ts';

/** Whether an ensemble goes to its target. The flow of another energy than KL goes elsewhere, and its distance to the target would say nothing. */
export function aimsAtTarget({ target, method }: Ensemble): boolean {
  const { energy } = method as { energy?: EnergySpecification };
  return target !== undefined && (energy === undefined || samplesTarget(energy));
}
