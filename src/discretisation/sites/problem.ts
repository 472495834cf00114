import { z } from 'zod';
import { type EnergySpecification, energySpecification, needsTarget } from '../../energies/index.ts';
import { InputError } from '../../errors.ts';
import type { SiteEnergy, SiteKernel, SiteLaw } from '../../sites/index.ts';
import { logDensityAt } from '../../targets/index.ts';
import type { Ensemble, Needs } from '../../world/index.ts';
import { energyOn } from './energy-on.ts';
import { kernelOf } from './kernel-of.ts';

/** The parameters that every scheme on sites has, besides its step size. */
export const siteParameters = {
  epsilon: z.number().positive().default(0.1).describe('ε of |x − y|² + ε KL(π | μ⊗ν), cost without ½'),
  energy: energySpecification
    .default([{ type: 'potential', scale: 1 }])
    .describe("a sum of potential, entropy and interaction terms; 'kl' is potential + entropy"),
};

/** Below it float64 cannot tell laws apart, and what stops the solvers is rounding. */
const LEAST_TOLERANCE = 1e-14;

/** The tolerance of a scheme on sites, relative. */
export const siteTolerance = z.number().min(LEAST_TOLERANCE).max(1).optional();

/** What `siteParameters` hold. */
export interface SiteParameters {
  epsilon: number;
  energy: EnergySpecification;
}

/** What a scheme on sites asks of the target: its density at the sites, once. */
export const siteNeeds = ({ energy }: SiteParameters): Needs => ({
  target: needsTarget(energy),
  gradient: false,
  samples: false,
});

/** What one step on sites is about. */
export interface SiteProblem {
  readonly kernel: SiteKernel;
  readonly energy: SiteEnergy;
  readonly law: SiteLaw;
}

/** The problem of an ensemble that `prepareSites` has prepared. */
export async function siteProblem(ensemble: Ensemble, { epsilon, energy }: SiteParameters): Promise<SiteProblem> {
  const { memory } = ensemble;
  const kernel = await kernelOf(ensemble, epsilon);
  return {
    kernel,
    energy: energyOn(kernel, energy, memory.get('potential')),
    law: { masses: memory.get('masses')!, coefficients: memory.get('coefficients')! },
  };
}

/** V = −log π at the sites, [n]. @throws InputError where the target has no density at a site */
export async function potentialAt(ensemble: Ensemble, sites: Float64Array): Promise<Float64Array> {
  const { dimension, count } = ensemble;
  const target = ensemble.target!;
  const potential = (await logDensityAt(target, sites, 'target')).map((value) => -value);
  ensemble.densityEvaluations += count;
  const infinite = potential.indexOf(Number.POSITIVE_INFINITY);
  if (infinite < 0) return potential;
  const place = Array.from(sites.subarray(infinite * dimension, (infinite + 1) * dimension), (x) => x.toPrecision(4));
  throw new InputError(
    `sites: must lie where ${target.name} has a density, the one at [${place.join(', ')}] does not`,
    { path: ['sites'] },
  );
}
