import { type EnergySpecification, type EnergyTerm, inTerm, interactionKernel, termsOf } from '../energies/index.ts';
import { InputError } from '../errors.ts';
import { dot, scaled } from '../linalg/index.ts';
import { pairInteraction } from './pair-interaction.ts';

/** An energy of measures on sites: Σ_i V_i μ_i + λ Σ_i μ_i log(μ_i/h_i) + ½ Σ_ij W_ij μ_i μ_j. */
export interface SiteEnergy {
  /** V, [n], in the units of the target: −log π, times the scale of the term; 0 without one. */
  readonly potential: Float64Array;
  /** λ ≥ 0. */
  readonly entropy: number;
  /** h, [n], the volumes of the sites: what the entropy is relative to. */
  readonly volumes: Float64Array;
  /** μ → Wμ, [n], where there is an interaction. */
  readonly interaction?: (masses: Float64Array) => Float64Array;
}

export interface SiteEnergyContext {
  /** Row-major [n, dimension]. */
  readonly sites: Float64Array;
  readonly dimension: number;
  /** V = −log π at the sites, [n]; needed only by potential terms. */
  readonly potential?: Float64Array;
  /** [n], see `siteVolumes`. */
  readonly volumes: Float64Array;
}

/**
 * The energy of a specification on sites. Several terms of one kind add up.
 *
 * W_ij = W(x_i − x_j), with W(0) on the diagonal; where W(0) is infinite, the mean of W over two points of the cell of the site, because mass
 * on a site stands for mass spread over its cell. (Particles leave that out, and it is the same for all of their measures; left out here, a
 * kernel that repels would pull all mass into one site.)
 *
 * @throws InputError if there is a potential term but no potential, or a kernel makes no sense in this dimension
 */
export function siteEnergy(specification: EnergySpecification, context: SiteEnergyContext): SiteEnergy {
  const { volumes, potential } = context;
  const terms = termsOf(specification);
  const scaleOf = (type: EnergyTerm['type']): number =>
    terms.reduce((total, term) => (term.type === type ? total + term.scale : total), 0);
  const scale = scaleOf('potential');
  if (scale > 0 && !potential) {
    throw new InputError('energy: must have a target where it has a potential, got none');
  }
  const kernels = terms.flatMap((term, i) =>
    term.type === 'interaction'
      ? [{ kernel: inTerm(i, () => interactionKernel(term.kernel, context.dimension)), scale: term.scale }]
      : [],
  );
  return {
    potential: potential && scale > 0 ? scaled(scale, potential) : new Float64Array(volumes.length),
    entropy: scaleOf('entropy'),
    volumes,
    ...(kernels.length > 0 && { interaction: pairInteraction(kernels, context) }),
  };
}

/** E(μ), with 0 log 0 = 0; sites without mass do not count, whatever their potential is. */
export function energyOf(energy: SiteEnergy, masses: Float64Array): number {
  const { potential, entropy, volumes, interaction } = energy;
  let value = 0;
  for (let i = 0; i < masses.length; i++) {
    const mass = masses[i]!;
    if (mass === 0) continue;
    value += mass * potential[i]!;
    if (entropy > 0) value += entropy * mass * Math.log(mass / volumes[i]!);
  }
  return interaction ? value + 0.5 * dot(masses, interaction(masses)) : value;
}

/** ∂E/∂μ_i = V + λ(log(μ_i/h_i) + 1) + Wμ, [n]: −∞ where there is an entropy and no mass. */
export function firstVariation(energy: SiteEnergy, masses: Float64Array): Float64Array {
  const { potential, entropy, volumes, interaction } = energy;
  const pairs = interaction?.(masses);
  return potential.map((value, i) => {
    const ownEntropy = entropy > 0 ? entropy * (Math.log(masses[i]! / volumes[i]!) + 1) : 0;
    return value + ownEntropy + (pairs?.[i] ?? 0);
  });
}
