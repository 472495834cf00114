import { InputError } from '../errors.ts';
import type { Energy } from './energy.ts';
import { scaledModel } from './scaled-energy.ts';
import { slopeModel } from './squared-slope.ts';
import { sumOfModels } from './sum.ts';

/**
 * The modified energy J^η = J − (η/4) ∫|∇δJ/δρ|² dρ, whose gradient flow (JKO-Flow) the JKO scheme with the step η follows to second order.
 * Its gradient is (I − (η/2)H)G with the gradient G and H = N Hess F of the particle energy.
 *
 * Source: "Implicit bias of the JKO scheme", arXiv 2511.14827.
 *
 * @param eta η ≥ 0, the step of the JKO scheme, in units of time
 * @throws InputError if η is negative or not finite
 */
export function modifiedEnergy(energy: Energy, eta: number): Energy {
  if (!(eta >= 0 && Number.isFinite(eta))) throw new InputError(`eta: must be a number >= 0, got ${eta}`);
  return {
    dimension: energy.dimension,
    async at(points) {
      const model = await energy.at(points);
      return sumOfModels([model, scaledModel(await slopeModel(energy, points, model), -eta / 4)]);
    },
  };
}
