import { gaussian, rings } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { exactSampling, hmc, langevin, mala, nuts, randomWalkMetropolis } from '../systems/index.ts';

/** Evaluations per particle, and how many of them go into the step size. */
const budget = 150;
const warmup = 50;

export default defineScene({
  name: 'mcmc-baselines',
  title: 'Monte Carlo baselines around a ring',
  description:
    'Random-walk Metropolis, MALA, Hamiltonian Monte Carlo, NUTS and unadjusted Langevin dynamics, all from one point of a thin ring, each with about 150 evaluations per particle: of the gradient, or of the density where a method needs no gradient. 50 of them are the warm-up in which the adjusted methods learn their step size; a mass they need not learn, a ring has no axes. Small steps along the gradient diffuse slowly, long trajectories run around the ring, and in two dimensions blind jumps still hit it. The last ensemble draws from the target itself: no method can be expected to come nearer.',
  citation:
    'M. D. Hoffman & A. Gelman, The No-U-Turn Sampler: adaptively setting path lengths in Hamiltonian Monte Carlo, J. Mach. Learn. Res. 15 (2014), 1593.',
  duration: { gradientEvaluations: budget },
  frames: 15,
  count: 300,
  initial: gaussian({ mean: [-3, 0], covariance: [[0.04, 0], [0, 0.04]] }), // biome-ignore format: a matrix
  target: rings({ radii: [3], deviation: 0.2 }),
  ensembles: [
    {
      name: 'random-walk',
      duration: { densityEvaluations: budget },
      method: randomWalkMetropolis({ warmup }),
    },
    { name: 'mala', method: mala({ warmup }) },
    { name: 'hmc', method: hmc({ warmup, mass: 'identity' }) },
    { name: 'nuts', method: nuts({ warmup, mass: 'identity' }) },
    { name: 'langevin', method: langevin({ stepSize: 0.02 }) },
    { name: 'exact', duration: { steps: 15 }, method: exactSampling() },
  ],
});
