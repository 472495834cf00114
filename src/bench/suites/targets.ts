import type { SuiteInput } from '../suite.ts';

type Entry = SuiteInput['targets'][number];

const normal = (dimension: number, deviation = 1, mean: number[] = new Array<number>(dimension).fill(0)) => ({
  type: 'gaussian',
  mean,
  ...(deviation !== 1 && { covariance: identity(dimension, deviation ** 2) }),
});

const identity = (dimension: number, variance: number): number[][] =>
  Array.from({ length: dimension }, (_, i) => Array.from({ length: dimension }, (__, j) => (i === j ? variance : 0)));

/** One deviation off in every coordinate, which lies along the widest directions; its condition number is (1 + ρ)²/(1 − ρ)² = 361. */
export const correlatedGaussian = (dimension: number): Entry => ({
  name: `correlated-gaussian-${dimension}`,
  target: { type: 'correlated-gaussian', dimension, correlation: 0.9 },
  initial: normal(dimension, 1, new Array<number>(dimension).fill(1)),
  // √((1 − ρ)/(1 + ρ)), the root of the least eigenvalue.
  lengthScale: 0.23,
});

/** A point on the diagonal at this distance from the origin. */
const diagonal = (dimension: number, distance: number): number[] =>
  new Array<number>(dimension).fill(distance / Math.sqrt(dimension));

/**
 * The targets that suites choose from. What each density is stands in the docstring of its type; its truths (moments, moments of squares, log Z, mode
 * weights) are computed by the target itself, in closed form or by quadrature.
 *
 * `lengthScale` sets step sizes only: 1/√λ, λ the upper quartile over exact samples of the largest curvature of −log π (differences of the gradient),
 * so that no method is given a step that the target cannot bear, nor one that it could bear ten times.
 *
 * `initial` is off the mean or of another width where a start at N(0, I) would have the moments, or the masses of the modes, of the target already.
 */
export const targets = {
  correlatedGaussian: correlatedGaussian(100),
  funnel: { name: 'funnel-10', target: { type: 'funnel' }, initial: normal(10), lengthScale: 0.27 },
  banana: { name: 'banana', target: { type: 'banana' }, initial: normal(2), lengthScale: 0.63 },
  rosenbrock: { name: 'rosenbrock-36', target: { type: 'rosenbrock' }, initial: normal(36), lengthScale: 0.05 },
  fortyGaussians: {
    name: 'forty-gaussians',
    target: { type: 'forty-gaussians' },
    initial: normal(2, 20),
    lengthScale: 1.31,
  },
  // Off the centre: more particles are near some modes than near others, and what does not cross keeps it so.
  ringOfEight: {
    name: 'ring-of-eight',
    target: { type: 'eight-gaussians' },
    initial: normal(2, 1, [1, 0]),
    lengthScale: 0.5,
  },
  lineMixture: {
    name: 'mixture-line',
    target: {
      type: 'mixture',
      means: [[-2], [2]],
      covariances: [[[0.25]], [[1]]],
      weights: [0.3, 0.7],
    },
    initial: normal(1),
    // That of the narrow mode, which carries .3.
    lengthScale: 0.5,
  },
  bimodal: {
    name: 'bimodal-50',
    target: { type: 'mixture', means: [diagonal(50, -3), diagonal(50, 3)], weights: [1 / 3, 2 / 3], scale: 1 },
    initial: normal(50, 2),
    lengthScale: 1,
  },
  manyWell: {
    name: 'many-well-32',
    target: { type: 'many-well', dimension: 32 },
    initial: normal(32),
    lengthScale: 0.155,
  },
  studentMixture: {
    name: 'student-mixture',
    target: {
      type: 'student-mixture',
      means: [
        [-4, 0],
        [4, 0],
      ],
      weights: [0.4, 0.6],
      scale: 1,
      degreesOfFreedom: 5,
    },
    initial: normal(2),
    lengthScale: 0.9,
  },
  rings: { name: 'rings', target: { type: 'rings' }, initial: normal(2, 2), lengthScale: 0.15 },
  // Off the centre: the way around the ring is what takes time.
  donut: { name: 'donut', target: { type: 'donut' }, initial: normal(2, 1, [1, 0]), lengthScale: 0.128 },
  squiggle: { name: 'squiggle', target: { type: 'squiggle' }, initial: normal(2, 1, [1, 0]), lengthScale: 0.136 },
  quarticPosterior: {
    name: 'quartic-posterior',
    target: { type: 'quartic-posterior' },
    initial: normal(1, 1, [1]),
    lengthScale: 0.18,
  },
  cox: {
    name: 'log-gaussian-cox-256',
    target: { type: 'log-gaussian-cox', grid: 16 },
    // The prior of the whitened field.
    initial: normal(256),
    // No exact samples: from the moments, with independent coordinates.
    lengthScale: 0.22,
    count: 100,
    budget: 1000,
  },
  eightSchools: { name: 'eight-schools', target: { type: 'eight-schools' }, initial: normal(10), lengthScale: 0.57 },
  logisticRegression: {
    name: 'logistic-regression',
    target: { type: 'logistic-regression' },
    initial: normal(3),
    lengthScale: 0.205,
  },
  linearRegression: {
    name: 'linear-regression',
    target: { type: 'linear-regression' },
    // Wider starts reach σ near 0, where the curvature is thousands of times that of the posterior.
    initial: normal(5, 0.25),
    lengthScale: 0.018,
  },
} satisfies Record<string, Entry>;
