import { z } from 'zod';
import { type EnergySpecification, energySpecification, needsTarget } from '../energies/index.ts';
import type { Needs } from '../world/index.ts';
import { blob } from './blob/blob.ts';
import type { Discretisation } from './discretisation.ts';
import { gaussian } from './gaussian/gaussian.ts';
import { quantile } from './quantile/quantile.ts';

const discretisations = { blob, quantile, gaussian } satisfies Record<string, Discretisation>;

export type DiscretisationName = keyof typeof discretisations;

export const discretisationOf = (name: DiscretisationName): Discretisation => discretisations[name];

/** The parameters that every flow of an energy has, besides its step size. */
export const flowParameters = {
  discretisation: z
    .enum(['blob', 'quantile', 'gaussian'])
    .default('blob')
    .describe('particles with a blob, the quantile function on the line, or mean and covariance of a Gaussian'),
  energy: energySpecification
    .default('kl')
    .describe("'kl' is KL(ρ | π); else a sum of potential, entropy and interaction terms"),
  bandwidth: z
    .union([z.number().positive(), z.literal('auto')])
    .default('auto')
    .describe("δ of the blob, in units of the points; 'auto' follows the local spacing of the cloud"),
};

/** What the flow of an energy asks of the target: only what the energy has in it; of a Gaussian one its moments do. */
export const flowNeeds = (flow: { energy: EnergySpecification; discretisation: DiscretisationName }): Needs => {
  const target = needsTarget(flow.energy);
  return { target, gradient: target && flow.discretisation !== 'gaussian', samples: false };
};
