import type { EnergyModel } from '../../energies/index.ts';
import { RunError } from '../../errors.ts';
import type { Ensemble } from '../../world/index.ts';
import type { JkoFlowParameters } from '../discretisation.ts';
import { plainFormUnstable, stabilityLimit } from '../stability-limit.ts';
import type { BlobCloud } from './cloud.ts';
import { largestCurvature } from './curvature.ts';
import { follow, type ModifiedFlow } from './follow.ts';

/**
 * Ẋ = −(I − (η/2)H)G over the time η: one Hessian-vector product for each velocity.
 * @throws RunError for η·λ_max(H) ≥ 2 at the start, where the direction of λ_max would run uphill
 */
export async function plainStep(
  ensemble: Ensemble,
  cloud: BlobCloud,
  { stepSize, tolerance }: JkoFlowParameters,
): Promise<ModifiedFlow> {
  const { largest, products } = await largestCurvature(ensemble, await cloud.energy.at(cloud.points));
  if (stepSize * largest >= 2) throw new RunError(plainFormUnstable(stepSize, largest));
  let hessianProducts = products;
  const velocity = async (model: EnergyModel): Promise<Float64Array> => {
    hessianProducts++;
    const image = await model.hessianVector(model.gradient);
    return model.gradient.map((value, i) => (stepSize / 2) * image[i]! - value);
  };
  const followed = await follow(ensemble, cloud, velocity, { duration: stepSize, tolerance });
  const solver = { status: 'converged', hessianProducts, largestCurvature: largest, ...stabilityLimit(largest) };
  return { ...followed, modification: stepSize, solver };
}
