import type { SuiteInput } from '../suite.ts';

type Entry = SuiteInput['methods'][number];

/** A time goes as the square of a length. */
const TIME = { stepSize: 2 };
const LENGTH = { stepSize: 1 };
/** Kernels between particles fill the plane, not more. */
const PLANE = 2;
/** With an ε of the narrowest direction there is no plan between 500 points of a funnel or of Rosenbrock's 36 dimensions in 5,000 iterations. */
const FEW = 5;
/** Site methods choose among 400 places where the particles start: targets whose mass lies there, at the width of the kernel. */
const ON_SITES = {
  scale: { stepSize: 2, epsilon: 2 },
  targets: ['banana', 'mixture-line', 'student-mixture'],
  count: 400,
  duration: { steps: 60 },
};

/**
 * The methods that suites choose from, with step sizes in the units of the target. Those that adapt start from theirs and learn in the warm-up; the others keep
 * it. `exact` draws independent exact samples: what no method can beat but by chance, the floor of every distance.
 */
export const methods = {
  // 32 batches: enough to show that R-hat is 1 and the effective sample size that of independent draws.
  exact: { name: 'exact', method: { type: 'exact-sampling' }, duration: { steps: 32 } },
  randomWalk: { name: 'random-walk', method: { type: 'random-walk-metropolis', stepSize: 1 }, scale: LENGTH },
  // A tenth of what is stable: the variance of the narrowest direction is 11 % too large, which is the method's to show.
  langevin: { name: 'langevin', method: { type: 'langevin', stepSize: 0.2 }, scale: TIME },
  mala: { name: 'mala', method: { type: 'mala', stepSize: 0.2 }, scale: TIME },
  underdamped: {
    name: 'underdamped',
    // The friction is for the widest directions, of deviation one or more: one for the narrowest made Rosenbrock's valleys a random walk (b² of x .13, not .003).
    method: { type: 'underdamped-langevin', stepSize: 0.5, friction: 1 },
    scale: LENGTH,
  },
  hmc: { name: 'hmc', method: { type: 'hmc', stepSize: 0.3 }, scale: LENGTH },
  nuts: { name: 'nuts', method: { type: 'nuts', stepSize: 0.3 }, scale: LENGTH },
  // Plain steps are as small as the kernel average of the scores in ten dimensions; the authors use adagrad, whose steps are lengths.
  svgd: { name: 'svgd', method: { type: 'svgd', stepSize: 0.1, optimizer: 'adagrad' }, scale: LENGTH },
  // The step of Langevin dynamics, so that the two differ in births and deaths alone.
  birthDeath: { name: 'birth-death', method: { type: 'birth-death', stepSize: 0.2 }, scale: TIME, maxDimension: PLANE },
  // Implicit: steps may be as long as the fastest motion, and some ten evaluations go into each.
  blobJko: { name: 'blob-jko', method: { type: 'blob-jko', stepSize: 1 }, scale: TIME, maxDimension: PLANE },
  // The modification τ/4 |∇E|² needs τ well below ℓ²; its time is short for the budget, some fifty evaluations a step.
  jkoFlow: { name: 'jko-flow', method: { type: 'jko-flow', stepSize: 0.2 }, scale: TIME, maxDimension: PLANE },
  // Explicit: a twentieth of what is stable for the potential alone, as the blobs repel at a smaller scale.
  wasserstein: {
    name: 'wasserstein-flow',
    method: { type: 'wasserstein-gradient-flow', stepSize: 0.1 },
    scale: TIME,
    maxDimension: PLANE,
  },
  // Its stiffness must stay far below 1.
  mirror: {
    name: 'mirror-diffusion',
    method: { type: 'mirror-mckean-vlasov', stepSize: 0.05 },
    scale: TIME,
    maxDimension: PLANE,
  },
  // Deterministic, with the mirror of the standard Gaussian; on the ring a hundred steps come to 1.7 times the floor, at 16 ms a step.
  mirrorFlow: {
    name: 'mirror-flow',
    method: { type: 'mirror-flow', stepSize: 0.05 },
    scale: TIME,
    maxDimension: PLANE,
    duration: { steps: 100 },
  },
  sinkhornJko: {
    name: 'sinkhorn-jko',
    method: { type: 'sinkhorn-jko', stepSize: 0.5, epsilon: 4, energy: 'kl' },
    ...ON_SITES,
  },
  sinkhornFlow: {
    name: 'sinkhorn-flow',
    method: { type: 'sinkhorn-potential-flow', stepSize: 0.5, epsilon: 4, energy: 'kl' },
    ...ON_SITES,
  },
  entropicJko: {
    name: 'entropic-jko',
    method: { type: 'entropic-jko', stepSize: 0.5, epsilon: 1, energy: 'kl' },
    ...ON_SITES,
  },
  // Exact samples are given; each step halves the distance to them, and 16 halvings leave none.
  sinkhornCoupling: {
    name: 'sinkhorn-coupling',
    method: { type: 'sinkhorn-coupling', stepSize: 0.5 },
    duration: { steps: 16 },
  },
  // From exact samples, as many as particles: forty iterations, and what is left is ε.
  mongeAmpere: {
    name: 'monge-ampere',
    method: { type: 'monge-ampere', discretisation: 'samples', epsilon: 0.25, stepSize: 0.25 },
    scale: { stepSize: 2, epsilon: 2 },
    maxDimension: FEW,
    duration: { steps: 40 },
  },
  // Weighs exact samples.
  ipfp: {
    name: 'ipfp',
    method: { type: 'ipfp', epsilon: 0.25 },
    scale: { epsilon: 2 },
    maxDimension: FEW,
    duration: { steps: 40 },
  },
  // One map; the four steps only walk along it.
  entropicTransport: {
    name: 'entropic-transport',
    method: { type: 'entropic-transport', stepSize: 0.25, epsilon: 0.25 },
    scale: { epsilon: 2 },
    maxDimension: FEW,
    duration: { steps: 4 },
  },
} satisfies Record<string, Entry>;
