import type { EnergySpecification } from '../../energies/index.ts';
import { type SiteEnergy, type SiteKernel, siteEnergy, siteVolumes } from '../../sites/index.ts';

interface Known {
  specification: EnergySpecification;
  potential: Float64Array | undefined;
  energy: SiteEnergy;
}

/** An interaction remembers columns of W, up to the largest matrix there may be, and these are the same in every step. */
const known = new WeakMap<SiteKernel, Known>();

/** The energy of a specification on the sites of a kernel. @param potential V at the sites, [n]; needed only by potential terms */
export function energyOn(
  kernel: SiteKernel,
  specification: EnergySpecification,
  potential: Float64Array | undefined,
): SiteEnergy {
  const last = known.get(kernel);
  if (last && last.specification === specification && last.potential === potential) return last.energy;
  const { sites, dimension } = kernel;
  const volumes = siteVolumes(sites, dimension);
  const energy = siteEnergy(specification, { sites, dimension, volumes, ...(potential && { potential }) });
  known.set(kernel, { specification, potential, energy });
  return energy;
}
