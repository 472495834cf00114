import { blobEnergy, type EnergySpecification, type EvaluationCount, termsOf } from '../../energies/index.ts';
import type { Target } from '../../targets/index.ts';

export interface SmoothEnergyContext {
  dimension: number;
  target?: Target | undefined;
  count: EvaluationCount;
}

/** The part of an energy that needs no density of the particles. */
export interface SmoothEnergy {
  readonly dimension: number;
  /** T, of the entropy that is left out. */
  readonly temperature: number;
  /** Its value, and ∇δ/δρ at every particle, [n, d]. */
  at(points: Float64Array): Promise<{ value: number; forces: Float64Array }>;
}

/** Potential and interaction of a specification, exactly; its entropy as a temperature. @throws InputError as `blobEnergy` */
export function smoothEnergy(specification: EnergySpecification, context: SmoothEnergyContext): SmoothEnergy {
  const terms = termsOf(specification);
  const smooth = terms.filter(({ type }) => type !== 'entropy');
  const temperature = terms.reduce((sum, { type, scale }) => sum + (type === 'entropy' ? scale : 0), 0);
  const { dimension } = context;
  // The bandwidth is that of an entropy, and none is left.
  const energy = smooth.length > 0 ? blobEnergy(smooth, { ...context, bandwidth: 1 }) : undefined;
  return {
    dimension,
    temperature,
    async at(points) {
      if (!energy) return { value: 0, forces: new Float64Array(points.length) };
      const { value, gradient } = await energy.at(points);
      return { value, forces: gradient };
    },
  };
}
