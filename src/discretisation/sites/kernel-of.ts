import { type SiteKernel, siteKernel } from '../../sites/index.ts';
import type { Ensemble } from '../../world/index.ts';

interface Known {
  positions: Float32Array;
  epsilon: number;
  kernel: SiteKernel;
}

/** A kernel costs up to n² exponentials, and sites stay where they are. */
const known = new WeakMap<Ensemble, Known>();

/** The Gibbs kernel between the particles of an ensemble. @throws InputError for an ε that no kernel can take */
export async function kernelOf(ensemble: Ensemble, epsilon: number): Promise<SiteKernel> {
  const { columns, dimension } = ensemble;
  const positions = await columns.position.pull();
  const last = known.get(ensemble);
  if (last && last.epsilon === epsilon && isSame(last.positions, positions)) return last.kernel;
  const kernel = siteKernel({ sites: Float64Array.from(positions), dimension, epsilon });
  known.set(ensemble, { positions, epsilon, kernel });
  return kernel;
}

const isSame = (a: Float32Array, b: Float32Array): boolean => a === b || a.every((value, at) => value === b[at]);
