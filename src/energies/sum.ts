import { InputError } from '../errors.ts';
import type { Energy, EnergyModel } from './energy.ts';
import { hessianChange } from './hessian-change.ts';

/** F₁ + F₂ + …: the free energy is potential + entropy (+ interaction). @throws InputError if there are none, or the dimensions differ */
export function sumOfEnergies(...parts: readonly Energy[]): Energy {
  const dimension = parts[0]?.dimension;
  if (dimension === undefined) throw new InputError('sumOfEnergies: must have at least one energy, got none');
  const other = parts.find((part) => part.dimension !== dimension);
  if (other)
    throw new InputError(`sumOfEnergies: every energy must have dimension ${dimension}, got ${other.dimension}`);
  return {
    dimension,
    async at(points) {
      const models: EnergyModel[] = [];
      // One after the other: parts share a tensor backend and a count of evaluations.
      for (const part of parts) models.push(await part.at(points));
      return {
        ...sumOfModels(models),
        async hessianChange(p, q) {
          const images: Float64Array[] = [];
          for (const [k, part] of parts.entries()) images.push(await hessianChange(part, points, models[k]!, p, q));
          return added(images);
        },
      };
    },
  };
}

/** The sum of energies at one cloud, without its third derivative. */
export function sumOfModels(models: readonly EnergyModel[]): EnergyModel {
  return {
    value: total(models.map((model) => model.value)),
    noise: total(models.map((model) => model.noise)),
    gradient: added(models.map((model) => model.gradient)),
    forceScale: total(models.map((model) => model.forceScale)),
    precision: Math.max(...models.map((model) => model.precision)),
    async hessianVector(p) {
      const images: Float64Array[] = [];
      for (const model of models) images.push(await model.hessianVector(p));
      return added(images);
    },
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function added(vectors: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) for (let i = 0; i < out.length; i++) out[i]! += vector[i]!;
  return out;
}
