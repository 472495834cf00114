import { rootMeanSquare } from '../linalg/index.ts';
import type { Energy, EnergyModel } from './energy.ts';
import { hessianChange } from './hessian-change.ts';

/**
 * The squared slope of an energy, S(X) = (1/N) Σᵢ |Gᵢ|² with G = N ∂F/∂X: the particle form of ∫|∇δJ/δρ|² dρ, the rate at which the gradient
 * flow dissipates J. With H = N Hess F its gradient is 2HG and its Hessian-vector product 2(H(HP) + D³F[P, G]).
 *
 * A model takes one Hessian-vector product more than the energy's own. D³F is exact for the blob entropy and for interactions; for a
 * potential, and for the slope of a slope, it is a central difference (`hessian-change.ts`).
 *
 * Source: Ambrosio, Gigli & Savaré, Gradient Flows (2008), section 10.4.
 */
export function squaredSlope(energy: Energy): Energy {
  return {
    dimension: energy.dimension,
    at: async (points) => slopeModel(energy, points, await energy.at(points)),
  };
}

/** The squared slope at a cloud where the energy is known already. */
export async function slopeModel(energy: Energy, points: Float64Array, model: EnergyModel): Promise<EnergyModel> {
  const { gradient: slope, forceScale, precision } = model;
  const gradient = (await model.hessianVector(slope)).map((value) => 2 * value);
  const size = rootMeanSquare(slope);
  const value = energy.dimension * size * size;
  return {
    value,
    noise: precision * (value + 2 * energy.dimension * size * forceScale),
    gradient,
    // What the same Hessian makes of the forces before they cancel.
    forceScale: size > 0 ? (rootMeanSquare(gradient) * forceScale) / size : 0,
    precision,
    async hessianVector(p) {
      const twice = await model.hessianVector(await model.hessianVector(p));
      const change = await hessianChange(energy, points, model, p, slope);
      return twice.map((each, i) => 2 * (each + change[i]!));
    },
  };
}
