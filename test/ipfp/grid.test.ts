import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DiscreteProblem, gridOver, gridSoftmin, ipfp, ipfpStep, marginalOf } from '../../src/ipfp/index.ts';
import { loops } from '../../src/tensor/index.ts';

const height = fc.double({ min: -3, max: 3, noNaN: true });

/** Two random densities on small grids of the plane. */
const problems = fc
  .record({
    nodes: fc.integer({ min: 2, max: 5 }),
    epsilon: fc.double({ min: 0.3, max: 3, noNaN: true }),
    masses: fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 50, maxLength: 50 }),
    start: fc.array(height, { minLength: 25, maxLength: 25 }),
  })
  .map(({ nodes, epsilon, masses, start }) => {
    const target = gridOver([[-1, 2], [0, 2]], nodes); // biome-ignore format: a box
    const reference = gridOver([[-2, 1], [-1, 1]], nodes); // biome-ignore format: a box
    const count = nodes ** 2;
    const problem: DiscreteProblem = {
      epsilon,
      target: { values: target.values, dimension: 2, logMasses: logMasses(masses.slice(0, count)) },
      reference: { values: reference.values, dimension: 2, logMasses: logMasses(masses.slice(25, 25 + count)) },
      softmin: (at, h) =>
        at === 'target' ? gridSoftmin(target, reference, h, epsilon) : gridSoftmin(reference, target, h, epsilon),
    };
    return { problem, start: Float64Array.from(start.slice(0, count)) };
  });

function logMasses(masses: number[]): Float64Array {
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return Float64Array.from(masses, (mass) => Math.log(mass / total));
}

describe('a product grid', () => {
  test('nodes are the midpoints of equal cells, the last axis fastest', () => {
    const { axes, spacing, values } = gridOver([[0, 1], [-1, 1]], 2); // biome-ignore format: a box
    expect(axes.map((axis) => [...axis])).toEqual([[0.25, 0.75], [-0.5, 0.5]]); // biome-ignore format: two axes
    expect(spacing).toEqual([0.5, 1]);
    expect([...values]).toEqual([0.25, -0.5, 0.25, 0.5, 0.75, -0.5, 0.75, 0.5]);
  });

  test.each([1, 2, 3])('the soft minimum axis by axis is that over all pairs in dimension %i', (d) => {
    const at = gridOver(new Array(d).fill([-1, 2]), 4);
    const from = gridOver(new Array(d).fill([-2, 1.5]), 5);
    const heights = fc.array(fc.oneof(height, fc.constant(Number.NEGATIVE_INFINITY)), {
      minLength: 5 ** d,
      maxLength: 5 ** d,
    });
    const property = fc.property(heights, fc.double({ min: 0.01, max: 2, noNaN: true }), (values, epsilon) => {
      const h = Float64Array.from(values);
      const expected = loops.softminLoops(at.values, from.values, h, d, epsilon, new Float64Array(4 ** d));
      gridSoftmin(at, from, h, epsilon).forEach((value, i) => {
        if (Number.isFinite(expected[i]!)) expect(value).toBeCloseTo(expected[i]!, 12);
        else expect(value).toBe(expected[i]);
      });
    });
    fc.assert(property, { numRuns: 40, seed: 1 });
  });
});

describe('IPFP on densities', () => {
  test('the plan keeps its mass, its other marginal and positive weights, and KL and L1 fall', async () => {
    const property = fc.asyncProperty(problems, async ({ problem, start }) => {
      let state = await ipfpStep(problem, start);
      let last = Number.POSITIVE_INFINITY;
      let lastError = Number.POSITIVE_INFINITY;
      for (let k = 0; k < 5; k++) {
        const { mass, weights, divergence, error, effectiveSampleSize } = marginalOf(problem, state);
        expect(mass).toBeCloseTo(1, 12);
        expect(weights.every((weight) => weight > 0)).toBe(true);
        expect(effectiveSampleSize).toBeGreaterThan(0);
        expect(effectiveSampleSize).toBeLessThan(1 + 1e-12);
        expect(yMarginalError(problem, state)).toBeLessThan(1e-12);
        expect(divergence).toBeLessThan(last + 1e-12);
        expect(error).toBeLessThan(lastError + 1e-12);
        last = divergence;
        lastError = error;
        state = await ipfpStep(problem, state.potential);
      }
    });
    await fc.assert(property, { numRuns: 40, seed: 2 });
  });

  test('so many steps at once are as many single steps, and end at e^{−f}', async () => {
    const [{ problem, start }] = fc.sample(problems, { numRuns: 1, seed: 3 }) as [
      { problem: DiscreteProblem; start: Float64Array },
    ];
    const whole = await ipfp(problem, { start, steps: 3 });
    let state = await ipfpStep(problem, start);
    for (let k = 0; k < 2; k++) state = await ipfpStep(problem, state.potential);
    expect(whole).toEqual({ ...state, steps: 3 });
    const end = marginalOf(problem, await ipfp(problem, { start, steps: 400 }));
    expect(end.error).toBeLessThan(1e-10);
    expect(end.effectiveSampleSize).toBeCloseTo(1, 10);
  });
});

/** Σ_j |Σ_i π_ij − b_j| of the plan π_ij = a_i b_j exp((x·y − φ_{k−1} − ψ_{k−1})/ε), pair by pair. */
function yMarginalError(
  { target: x, reference: y, epsilon }: DiscreteProblem,
  { previous, conjugate }: { previous: Float64Array; conjugate: Float64Array },
): number {
  let error = 0;
  conjugate.forEach((psi, j) => {
    let sum = 0;
    previous.forEach((phi, i) => {
      const product = x.values[2 * i]! * y.values[2 * j]! + x.values[2 * i + 1]! * y.values[2 * j + 1]!;
      sum += Math.exp(x.logMasses[i]! + y.logMasses[j]! + (product - phi - psi) / epsilon);
    });
    error += Math.abs(sum - Math.exp(y.logMasses[j]!));
  });
  return error;
}
