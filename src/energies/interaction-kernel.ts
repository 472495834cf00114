import { checkedKernel } from './kernels/checked-kernel.ts';
import { type KernelInput, kernelPieces, singularity } from './kernels/kernel.ts';
import type { RadialTerm } from './kernels/radial-term.ts';
import type { Spring } from './kernels/spring.ts';

/** A radial kernel as a function: what `interactionEnergy` adds up. */
export interface InteractionKernel {
  /** W(z) of |z|². At z = 0, where W is infinite, 0: a particle does not feel itself. */
  value(squared: number): number;
  /** Whether W(0) is infinite. */
  readonly isSingular: boolean;
}

/** @throws InputError if the kernel makes no sense, or is not integrable in this dimension, see `interactionEnergy` */
export function interactionKernel(kernel: KernelInput, dimension: number): InteractionKernel {
  const checked = checkedKernel(kernel, dimension);
  const pieces = kernelPieces(checked);
  const one = new Float64Array(1);
  const first = new Float64Array(1);
  const pieceValue = (piece: RadialTerm | Spring, squared: number): number => {
    if ('spring' in piece) return 0.5 * piece.spring * (squared + piece.softening ** 2);
    one[0] = squared;
    first[0] = piece.first(squared);
    return piece.sum(one, first, 1).sum;
  };
  return {
    value(squared) {
      let sum = 0;
      for (const piece of pieces) sum += pieceValue(piece, squared);
      return sum;
    },
    isSingular: (singularity(checked)?.exponent ?? 1) <= 0,
  };
}
