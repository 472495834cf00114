import { InputError } from '../../errors.ts';
import { parse } from '../../schema.ts';
import { type KernelInput, type KernelSpecification, kernelSpecification, singularity } from './kernel.ts';

/**
 * A kernel that makes sense in a dimension, with every default filled in.
 *
 * @throws InputError if it makes no sense, or is not integrable in this dimension (an exponent ≤ −d without softening): its energy would grow
 * without bound with the number of particles
 */
export function checkedKernel(kernel: KernelInput, dimension: number): KernelSpecification {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new InputError(`dimension: must be an integer > 0, got ${dimension}`);
  }
  const checked = parse(kernelSpecification, kernel, 'kernel');
  const singular = singularity(checked);
  if (singular && singular.exponent <= -dimension) {
    throw new InputError(
      `kernel.${singular.field}: must be more than -${dimension} in dimension ${dimension}, or softening > 0, got ${singular.exponent}`,
    );
  }
  return checked;
}
