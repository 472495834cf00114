import { blobEnergy } from '../../energies/index.ts';
import { InputError } from '../../errors.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowParameters } from '../discretisation.ts';
import { rememberOrder } from './order.ts';

/**
 * Let the particles be a cloud of equal masses.
 * @throws InputError when a method before this one gave them different weights, or the energy makes no sense in this dimension
 */
export async function startBlob(ensemble: Ensemble, { energy, bandwidth }: FlowParameters): Promise<void> {
  const { dimension, target } = ensemble;
  blobEnergy(energy, { dimension, target, bandwidth: bandwidth === 'auto' ? 1 : bandwidth });
  const weights = await ensemble.columns.weight?.pull();
  const other = weights?.findIndex((weight) => weight !== weights[0]) ?? -1;
  if (other >= 0) {
    throw new InputError(
      `weight: the blob discretisation needs particles of equal mass, but ${weights![0]} and ${weights![other]} are in ${ensemble.name}`,
    );
  }
  await rememberOrder(ensemble);
}
