import { doubleWell, gaussian, manyWell } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { blobJko, langevin, sinkhornJko, sinkhornPotentialFlow, wassersteinGradientFlow } from '../systems/index.ts';

const line = {
  initial: gaussian({ mean: [1.4], covariance: [[0.05]] }),
  target: doubleWell({ b: 2 }),
  sites: { type: 'grid' as const, bounds: [[-3.5, 3.5]] as [number, number][], nodes: 71 },
};
const plane = {
  initial: gaussian({ mean: [-1.7, 0], covariance: [[0.05, 0], [0, 0.5]] }), // biome-ignore format: a matrix
  target: manyWell(),
  sites: { type: 'grid' as const, bounds: [[-3, 3], [-3.5, 3.5]] as [number, number][], nodes: [40, 28] }, // biome-ignore format: a box
};
/** Only methods on sites have them. */
const particles = <T extends { sites: unknown }>({ sites: _, ...rest }: T) => rest;

export default defineScene({
  name: 'teleporting-sampler',
  title: 'Sampling by teleportation',
  description:
    'The energy KL(µ | π) in the geometry of the Sinkhorn divergence, against Langevin dynamics and Wasserstein flows, all started in one well. On the line the barrier is 1 high and everyone gets across. In the plane it is 9 high: noise and Wasserstein flows stay in their well far beyond the time of the run, while with an ε as large as the squared distance of the wells the Sinkhorn schemes carry the mass over in some time units. The divergence is debiased, so that π on the sites is where they come to rest.',
  citation:
    'M. Hardion & H. Lavenant, Gradient flows of potential energies in the geometry of Sinkhorn divergences, arXiv 2511.14278 (its future works).',
  duration: { time: 8 },
  frames: 32,
  count: 500,
  ensembles: [
    { name: 'line-langevin', ...particles(line), method: langevin({ stepSize: 0.02 }) },
    {
      name: 'line-wasserstein',
      ...particles(line),
      method: wassersteinGradientFlow({ stepSize: 0.1, discretisation: 'quantile', integrator: 'runge-kutta' }),
    },
    { name: 'line-sinkhorn-jko', ...line, method: sinkhornJko({ stepSize: 0.1, epsilon: 2, energy: 'kl' }) },
    { name: 'plane-langevin', ...particles(plane), method: langevin({ stepSize: 0.01 }) },
    { name: 'plane-jko', ...particles(plane), method: blobJko({ stepSize: 0.5 }) },
    { name: 'plane-sinkhorn-jko', ...plane, method: sinkhornJko({ stepSize: 0.1, epsilon: 10, energy: 'kl' }) },
    {
      name: 'plane-potential-flow',
      ...plane,
      method: sinkhornPotentialFlow({ stepSize: 0.1, epsilon: 10, energy: 'kl' }),
    },
  ],
});
