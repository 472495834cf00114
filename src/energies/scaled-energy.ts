import { InputError } from '../errors.ts';
import type { Energy, EnergyModel } from './energy.ts';
import { hessianChange } from './hessian-change.ts';

/** `factor` times an energy: the temperature of an entropy, the weight of a term. @throws InputError if the factor is not finite */
export function scaledEnergy(energy: Energy, factor: number): Energy {
  if (!Number.isFinite(factor)) throw new InputError(`factor: must be a finite number, got ${factor}`);
  return {
    dimension: energy.dimension,
    async at(points) {
      const model = await energy.at(points);
      return {
        ...scaledModel(model, factor),
        hessianChange: async (p, q) => times(factor, await hessianChange(energy, points, model, p, q)),
      };
    },
  };
}

/** `factor` times an energy at one cloud, without its third derivative. */
export function scaledModel(model: EnergyModel, factor: number): EnergyModel {
  return {
    value: factor * model.value,
    noise: Math.abs(factor) * model.noise,
    gradient: times(factor, model.gradient),
    forceScale: Math.abs(factor) * model.forceScale,
    precision: model.precision,
    hessianVector: async (p) => times(factor, await model.hessianVector(p)),
  };
}

const times = (factor: number, vector: Float64Array): Float64Array => vector.map((value) => factor * value);
