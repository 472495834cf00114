import type { SuiteInput } from '../suite.ts';

type Entry = SuiteInput['targets'][number];

const normal = (dimension: number, deviation = 1) => ({
  type: 'gaussian',
  mean: new Array<number>(dimension).fill(0),
  ...(deviation !== 1 && { covariance: identity(dimension, deviation ** 2) }),
});

const identity = (dimension: number, variance: number): number[][] =>
  Array.from({ length: dimension }, (_, i) => Array.from({ length: dimension }, (__, j) => (i === j ? variance : 0)));

/** A point on the diagonal at this distance from the origin. */
const diagonal = (dimension: number, distance: number): number[] =>
  new Array<number>(dimension).fill(distance / Math.sqrt(dimension));

/**
 * The targets that suites choose from. What each density is stands in the docstring of its type; its truths (moments, moments of squares, log Z, mode
 * weights) are computed by the target itself, in closed form or by quadrature. `lengthScale` sets step sizes only.
 */
export const targets = {
  correlatedGaussian: {
    name: 'correlated-gaussian-100',
    target: { type: 'correlated-gaussian', dimension: 100, correlation: 0.9 },
    initial: normal(100),
    // √((1 − ρ)/(1 + ρ)), the root of the least eigenvalue.
    lengthScale: 0.23,
  },
  funnel: { name: 'funnel-10', target: { type: 'funnel' }, initial: normal(10), lengthScale: 0.4 },
  banana: { name: 'banana', target: { type: 'banana' }, initial: normal(2), lengthScale: 0.7 },
  rosenbrock: { name: 'rosenbrock-36', target: { type: 'rosenbrock' }, initial: normal(36), lengthScale: 0.15 },
  fortyGaussians: {
    name: 'forty-gaussians',
    target: { type: 'forty-gaussians' },
    initial: normal(2, 20),
    lengthScale: 1.3,
  },
  ringOfEight: { name: 'ring-of-eight', target: { type: 'eight-gaussians' }, initial: normal(2), lengthScale: 0.5 },
  lineMixture: {
    name: 'mixture-line',
    target: {
      type: 'mixture',
      means: [[-2], [2]],
      covariances: [[[0.25]], [[1]]],
      weights: [0.3, 0.7],
    },
    initial: normal(1),
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
    // 1/√V″ in the wells.
    lengthScale: 0.2,
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
    lengthScale: 1,
  },
  rings: { name: 'rings', target: { type: 'rings' }, initial: normal(2, 2), lengthScale: 0.15 },
  donut: { name: 'donut', target: { type: 'donut' }, initial: normal(2), lengthScale: 0.18 },
  squiggle: { name: 'squiggle', target: { type: 'squiggle' }, initial: normal(2), lengthScale: 0.25 },
  quarticPosterior: {
    name: 'quartic-posterior',
    target: { type: 'quartic-posterior' },
    initial: normal(1),
    lengthScale: 0.3,
  },
  cox: {
    name: 'log-gaussian-cox-256',
    target: { type: 'log-gaussian-cox', grid: 16 },
    initial: normal(256),
    lengthScale: 0.7,
    count: 100,
  },
  eightSchools: { name: 'eight-schools', target: { type: 'eight-schools' }, initial: normal(10), lengthScale: 0.7 },
  logisticRegression: {
    name: 'logistic-regression',
    target: { type: 'logistic-regression' },
    initial: normal(3),
    lengthScale: 0.2,
  },
  linearRegression: {
    name: 'linear-regression',
    target: { type: 'linear-regression' },
    initial: normal(5),
    lengthScale: 0.04,
  },
} satisfies Record<string, Entry>;
