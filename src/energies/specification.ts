import { z } from 'zod';
import { InputError } from '../errors.ts';
import type { Target } from '../targets/index.ts';
import { blobEntropy } from './blob-entropy.ts';
import type { Energy, EvaluationCount } from './energy.ts';
import { interactionEnergy } from './interaction.ts';
import { kernelSpecification } from './kernels/kernel.ts';
import { potentialEnergy } from './potential.ts';
import { scaledEnergy } from './scaled-energy.ts';
import { sumOfEnergies } from './sum.ts';

const scale = z.number().positive().default(1);

const term = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('potential'), scale }).describe('∫ V dρ with V = −log π of the target'),
  z.strictObject({ type: z.literal('entropy'), scale }).describe('∫ ρ log ρ; the scale is the temperature'),
  z
    .strictObject({ type: z.literal('interaction'), scale, kernel: kernelSpecification })
    .describe('½ ∫∫ W(x − y) dρ dρ'),
]);

/** `kl` is KL(ρ | π) up to the constant of π: potential + entropy. Otherwise the sum of the terms. */
export const energySpecification = z.union([z.literal('kl'), z.array(term).min(1)]);

/** An energy as plain data, as a scene file holds it. */
export type EnergySpecification = z.output<typeof energySpecification>;
export type EnergyTerm = z.output<typeof term>;

/** The terms of a specification. */
export const termsOf = (energy: EnergySpecification): EnergyTerm[] =>
  energy === 'kl'
    ? [
        { type: 'potential', scale: 1 },
        { type: 'entropy', scale: 1 },
      ]
    : energy;

/** Whether V = −log π of a target is part of it. */
export const needsTarget = (energy: EnergySpecification): boolean =>
  termsOf(energy).some(({ type }) => type === 'potential');

/** Whether e^{−V/λ} with the entropy's scale λ = 1, the target itself, is what minimises it: KL, however it is written. */
export function samplesTarget(energy: EnergySpecification): boolean {
  const sumOf = (type: EnergyTerm['type']): number =>
    termsOf(energy).reduce((sum, each) => sum + (each.type === type ? each.scale : 0), 0);
  return sumOf('potential') > 0 && sumOf('potential') === sumOf('entropy') && sumOf('interaction') === 0;
}

export interface EnergyContext {
  dimension: number;
  /** Needed only by a potential. */
  target?: Target | undefined;
  /** δ of the blob entropy. */
  bandwidth: number;
  /** Grows with the evaluations of the target, see `potentialEnergy`. */
  count?: EvaluationCount | undefined;
}

/**
 * The energy of a specification for a cloud of equal-mass particles: the sum of its terms, each times its scale.
 * @throws InputError if there is a potential but no target, or a term makes no sense in this dimension
 */
export function blobEnergy(specification: EnergySpecification, context: EnergyContext): Energy {
  return sumOfEnergies(
    ...termsOf(specification).map((each, i) => {
      const energy = inTerm(i, () => energyOf(each, context));
      return each.scale === 1 ? energy : scaledEnergy(energy, each.scale);
    }),
  );
}

/** Make something of the term at a place in the list: what is wrong with it is said with that place. */
export function inTerm<T>(index: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InputError) || !error.message.startsWith('kernel')) throw error;
    throw new InputError(`energy[${index}].${error.message}`, { cause: error });
  }
}

function energyOf(each: EnergyTerm, { dimension, target, bandwidth, count }: EnergyContext): Energy {
  switch (each.type) {
    case 'potential':
      if (!target) throw new InputError('energy: must have a target where it has a potential, got none');
      return potentialEnergy(target, count);
    case 'entropy':
      return blobEntropy({ dimension, bandwidth });
    case 'interaction':
      return interactionEnergy({ kernel: each.kernel, dimension });
  }
}
