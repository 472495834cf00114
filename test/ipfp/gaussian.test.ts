import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import {
  type GaussianProblem,
  gaussianDistance,
  gaussianStart,
  INITIALISATIONS,
  type Initialisation,
} from '../../src/ipfp/index.ts';
import { gaussianMirrorFlow, gaussianReference } from '../../src/mirror/index.ts';
import { ipfpGaussian } from '../../src/transport/index.ts';
import { fittedOrder } from '../systems/support.ts';
import { errors, firstOrder, line, plane } from './reference.ts';

/** The state after so many steps. */
function stateAfter(problem: GaussianProblem, initialisation: Initialisation, steps: number) {
  const start = gaussianStart(problem, initialisation);
  return ipfpGaussian(problem.target, problem.reference, { epsilon: problem.epsilon, steps, start }).at(-1)!;
}

const mirrorFlow = gaussianMirrorFlow({
  initial: line.initial,
  target: { mean: line.target.mean, precision: [[1 / 2.25]] },
  reference: gaussianReference(1, line.reference),
});

function distanceAtOne(initialisation: Initialisation, epsilon: number): number {
  const { mean, covariance } = stateAfter({ ...line, epsilon }, initialisation, Math.round(1 / epsilon));
  const exact = mirrorFlow(1);
  return gaussianDistance({ mean, covariance }, { mean: exact.mean, covariance: exact.covariance });
}

/** (1/ε)(φ^ε_{t/ε} − φ_t)″ at t = 1. */
function firstOrderSlope(initialisation: Initialisation, epsilon: number): number {
  const { potential } = stateAfter({ ...line, epsilon }, initialisation, Math.round(1 / epsilon));
  return (potential.matrix[0]![0]! - mirrorFlow(1).hessian.get(0, 0)) / epsilon;
}

const SIZES = [0.05, 0.025, 0.0125, 0.00625];
const orderOf = (initialisation: Initialisation): number =>
  fittedOrder(SIZES.map((epsilon) => [epsilon, distanceAtOne(initialisation, epsilon)]));

describe('IPFP between Gaussians', () => {
  test('the X-marginal after five steps, matrices that do not commute', () => {
    const law = stateAfter(plane, 'plain', plane.steps);
    law.mean.forEach((value, k) => {
      expect(value).toBeCloseTo(plane.mean[k]!, 12);
    });
    law.covariance.flat().forEach((value, k) => {
      expect(value).toBeCloseTo(plane.covariance[k]!, 12);
    });
  });

  test.each(errors)('$initialisation: W₂ to the mirror flow and its order', ({ initialisation, ...expected }) => {
    expect(distanceAtOne(initialisation, 0.05)).toBeCloseTo(expected.distance, 9);
    expect(orderOf(initialisation)).toBeCloseTo(expected.order, 6);
    const table = [0.1, ...SIZES].map((epsilon) => distanceAtOne(initialisation, epsilon));
    table.forEach((distance, k) => {
      expect(distance / expected.table[k]!).toBeCloseTo(1, 1.7);
    });
  });

  test('entropic: order 2 as well, with a tenth of the error of half-log here', () => {
    expect(orderOf('entropic')).toBeCloseTo(2, 2);
    expect(distanceAtOne('entropic', 0.05)).toBeLessThan(0.1 * distanceAtOne('half-log', 0.05));
  });

  test('entropic is half-log up to ε²', () => {
    const entry = (initialisation: Initialisation, epsilon: number): number =>
      gaussianStart({ ...line, epsilon }, initialisation).vector[0]!;
    const gap = (epsilon: number): number => entry('entropic', epsilon) - entry('half-log', epsilon);
    expect(fittedOrder([0.1, 0.05, 0.025].map((epsilon) => [epsilon, gap(epsilon)]))).toBeCloseTo(2, 1);
  });

  test('the first-order limit of the slides holds for their initialisation, and for no other', () => {
    expect(firstOrderSlope('slides', 0.001)).toBeCloseTo(firstOrder.atOneThousandth, 6);
    expect(Math.abs(firstOrderSlope('slides', 0.001) - firstOrder.limit)).toBeLessThan(6e-4);
    const extrapolated = 2 * firstOrderSlope('slides', 0.001) - firstOrderSlope('slides', 0.002);
    expect(extrapolated).toBeCloseTo(firstOrder.limit, 6);
    // Second order: the correction stays ½ log ρ_t.
    const half = -0.5 / mirrorFlow(1).covariance.get(0, 0);
    for (const initialisation of ['half-log', 'entropic'] as const) {
      expect(firstOrderSlope(initialisation, 0.001)).toBeCloseTo(half, 3);
    }
    expect(Math.abs(firstOrderSlope('plain', 0.001) - firstOrder.limit)).toBeGreaterThan(0.05);
  });

  test('every initialisation ends at e^{−f}', () => {
    for (const initialisation of INITIALISATIONS) {
      const { mean, covariance } = stateAfter(plane, initialisation, 600);
      expect(gaussianDistance({ mean, covariance }, plane.target)).toBeLessThan(1e-13);
    }
  });

  test('an ε at which the first half-iteration diverges is refused; entropic takes any', () => {
    const narrow = { ...line, initial: { mean: [0], covariance: [[0.01]] }, epsilon: 0.5 };
    expect(() => gaussianStart(narrow, 'half-log')).toThrow(InputError);
    expect(() => gaussianStart(narrow, 'half-log')).toThrow(
      'epsilon: 0.5 is too large for the initialisation half-log of this initial measure; must be smaller, or the initialisation entropic',
    );
    expect(stateAfter(narrow, 'entropic', 3).covariance[0]![0]).toBeGreaterThan(0);
  });
});
