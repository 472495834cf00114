import { rootMeanSquare } from '../linalg/index.ts';
import type { Energy } from './energy.ts';
import { checkedKernel } from './kernels/checked-kernel.ts';
import { type KernelInput, kernelPieces } from './kernels/kernel.ts';
import type { RadialTerm } from './kernels/radial-term.ts';
import type { Spring } from './kernels/spring.ts';
import type { PairSums } from './pair-sums.ts';
import { PlanePairs } from './plane-pairs.ts';
import { RadialPairs } from './radial-pairs.ts';
import { SpringPairs } from './spring-pairs.ts';

export interface InteractionOptions {
  kernel: KernelInput;
  dimension: number;
}

/** Rounding of a sum over pairs in float64. */
const PRECISION = 2 ** -48;

/**
 * The interaction energy (1/2N²) Σᵢⱼ W(xᵢ − xⱼ) of a radial kernel, the particle form of ½∫∫ W(x − y) dρ dρ, in float64 on the host: each pair
 * once, in a fixed order, in O(n) memory; the quadratic piece of a kernel in O(n) work.
 *
 * Gradient (1/N) Σⱼ ∇W(x_k − xⱼ), which sums to zero over the particles; Hessian-vector product (1/N) Σⱼ Hess W(x_k − xⱼ)(p_k − pⱼ).
 *
 * The self terms W(0)/2N are part of the value where W(0) is finite. Where it is not they are left out, and so is what the kernel does to
 * two particles in one place: they feel the same force, and stay together.
 *
 * Sources: attractive-repulsive, Balagué, Carrillo, Laurent & Raoul, Arch. Ration. Mech. Anal. 209 (2013); keller-segel, Blanchet, Dolbeault
 * & Perthame, Electron. J. Differ. Equ. 44 (2006): with an entropy, blow-up for χ > 8π; morse, D'Orsogna et al., Phys. Rev. Lett. 96 (2006).
 *
 * @throws InputError if the kernel makes no sense, or is not integrable in this dimension (an exponent ≤ −d without softening): its energy
 * would grow without bound with the number of particles
 */
export function interactionEnergy({ kernel, dimension }: InteractionOptions): Energy {
  const pieces = kernelPieces(checkedKernel(kernel, dimension));
  return {
    dimension,
    async at(points) {
      const sums = pieces.map((piece) => pairSums(piece, points, dimension));
      const energies = sums.map((each) => each.energy());
      return {
        value: energies.reduce((sum, { value }) => sum + value, 0),
        noise: PRECISION * energies.reduce((sum, { magnitude }) => sum + magnitude, 0),
        gradient: total(energies.map(({ gradient }) => gradient)),
        forceScale: rootMeanSquare(total(energies.map(({ uncancelled }) => uncancelled))),
        precision: PRECISION,
        hessianVector: async (p) => total(sums.map((each) => each.hessianVector(p))),
        hessianChange: async (p, q) => total(sums.map((each) => each.hessianChange(p, q))),
      };
    },
  };
}

function pairSums(piece: RadialTerm | Spring, points: Float64Array, dimension: number): PairSums {
  if ('spring' in piece) return new SpringPairs(points, dimension, piece);
  return dimension === 2 ? new PlanePairs(points, piece) : new RadialPairs(points, dimension, piece);
}

/** The sum of arrays of one length. */
const total = ([first, ...others]: readonly Float64Array[]): Float64Array =>
  first!.map((value, i) => others.reduce((sum, other) => sum + other[i]!, value));
