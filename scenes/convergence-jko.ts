import { cosine, sine } from '../src/elementary/index.ts';
import { doubleWell, gaussian, quartic, vonMisesFisher } from '../src/targets/index.ts';
import { defineScene, type MethodSpec, type SceneInput } from '../src/world/index.ts';
import {
  blobJko,
  jkoFlow,
  proximalPoint,
  riemannianGradientFlow,
  riemannianJkoFlow,
  wassersteinGradientFlow,
} from '../systems/index.ts';

type Study = NonNullable<SceneInput['orders']>[number];

/** A scheme, the flow that it approximates to first order, and the modified one that it approximates to second order. */
interface Schemes {
  jko: MethodSpec;
  flow: MethodSpec;
  modified: MethodSpec;
}

const pair = (name: string, { jko, flow, modified }: Schemes, rest: Omit<Study, keyof Against>): Study[] => [
  { ...rest, name: `${name} - gradient flow`, expected: 1, method: jko, against: flow },
  { ...rest, name: `${name} - JKO-Flow`, expected: 2, method: jko, against: modified },
];
type Against = Pick<Study, 'name' | 'expected' | 'method' | 'against'>;

/** Below the errors that are measured, so that only the schemes differ: in float64, and where forces come in float32. */
const tolerance = 1e-9;
const float32 = { tolerance: 1e-7 };

const gaussians: Schemes = {
  jko: blobJko({ discretisation: 'gaussian' }),
  flow: wassersteinGradientFlow({ discretisation: 'gaussian', integrator: 'runge-kutta' }),
  modified: jkoFlow({ discretisation: 'gaussian', form: 'plain', tolerance }),
};

/** Of the blob energy at one bandwidth: the plain form is stable here, η·λ_max < 2. */
const particles = (bandwidth: number): Schemes => ({
  jko: blobJko({ bandwidth, ...float32 }),
  flow: wassersteinGradientFlow({ bandwidth, integrator: 'runge-kutta', ...float32 }),
  modified: jkoFlow({ bandwidth, form: 'plain', ...float32 }),
});

const quantiles: Schemes = {
  jko: blobJko({ discretisation: 'quantile', tolerance: 1e-8 }),
  flow: wassersteinGradientFlow({ discretisation: 'quantile', integrator: 'runge-kutta', tolerance }),
  modified: jkoFlow({ discretisation: 'quantile', tolerance }),
};

const points = (manifold: { type: 'euclidean' } | { type: 'sphere' }): Schemes => ({
  jko: proximalPoint({ manifold }),
  flow: riemannianGradientFlow({ manifold, ...float32 }),
  modified: riemannianJkoFlow({ manifold, form: 'plain', ...float32 }),
});

/** The stiffer the problem, the smaller the steps from which on the next order in η no longer bends the line. */
const coarse = [0.2, 0.1, 0.05, 0.025, 0.0125];
const fine = [0.05, 0.025, 0.0125, 0.00625];
const finest = fine.slice(1);

/** Of the pictures: so large that the laws can be told apart by eye. */
const stepSize = 0.5;

const fromWide = { initial: gaussian({ mean: [0], covariance: [[4]] }), target: gaussian({ dimension: 1 }) };

export default defineScene({
  name: 'convergence-jko',
  title: 'The implicit bias of the JKO scheme, measured',
  description:
    'With steps of the size η the JKO scheme is O(η) away from the gradient flow of its energy J, and only O(η²) away from JKO-Flow, the gradient flow of J − (η/4)∫|∇δJ/δρ|²dρ. Pictures: one Gaussian at a large η, where the bias can be seen. Studies: both orders for Gaussians, covariances that do not commute, points in space and on the sphere, particles, and a quartic potential.',
  citation: 'Implicit bias of the JKO scheme, arXiv 2511.14827 (2025).',
  duration: { time: 2 },
  frames: 4,
  count: 400,
  placement: 'quantiles',
  ...fromWide,
  ensembles: [
    { name: 'jko', method: { ...gaussians.jko, stepSize } },
    { name: 'jko-flow', method: { ...gaussians.modified, form: 'pade', stepSize }, reference: 'jko' },
    { name: 'jko-flow-plain', method: { ...gaussians.modified, stepSize }, reference: 'jko' },
    { name: 'gradient-flow', method: { ...gaussians.flow, stepSize }, reference: 'jko' },
  ],
  orders: [
    ...pair('Gaussian', gaussians, { stepSizes: coarse, time: 1, count: 200 }),
    ...pair('Bures', gaussians, {
      stepSizes: fine,
      time: 1,
      count: 200,
      placement: 'random',
      initial: gaussian({ mean: [0, 0], covariance: [[0.8, -0.3], [-0.3, 2]] }), // biome-ignore format: a matrix
      target: gaussian({ mean: [0, 0], covariance: [[1.5, 0.4], [0.4, 0.6]] }), // biome-ignore format: a matrix
    }),
    ...pair('proximal point', points({ type: 'euclidean' }), {
      stepSizes: coarse.slice(2),
      time: 1,
      count: 10,
      placement: 'random',
      initial: gaussian({ mean: [1, 1], covariance: [[0.1, 0], [0, 0.1]] }), // biome-ignore format: a matrix
      target: gaussian({ mean: [0, 0], covariance: [[1, 0], [0, 1 / 3]] }), // biome-ignore format: a matrix
    }),
    ...pair('sphere', points({ type: 'sphere' }), {
      stepSizes: coarse.slice(1),
      time: 1,
      count: 10,
      placement: 'random',
      initial: vonMisesFisher({ meanDirection: [sine(2.5), 0, cosine(2.5)], concentration: 50 }),
      target: vonMisesFisher({ dimension: 3, concentration: 1 }),
    }),
    ...pair('particles', particles(0.5), { stepSizes: coarse.slice(1), time: 1, count: 40 }),
    ...pair('particles in two wells', particles(0.4), {
      stepSizes: finest,
      time: 1,
      count: 20,
      initial: gaussian({ mean: [0.2], covariance: [[1]] }),
      target: doubleWell({ b: 1 }),
    }),
    ...pair('quartic', quantiles, {
      stepSizes: coarse.slice(1),
      time: 0.8,
      count: 100,
      initial: gaussian({ mean: [0], covariance: [[1.44]] }),
      target: quartic(),
    }),
  ],
});
