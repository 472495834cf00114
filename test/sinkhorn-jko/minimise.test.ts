import { describe, expect, it } from 'vitest';
import { minimiseLogarithmic } from '../../src/sinkhorn-jko/index.ts';
import { siteKernel } from '../../src/sites/index.ts';

/** Three sites at 0, .5 and 2 with ε = 1. */
const kernel = siteKernel({ sites: Float64Array.of(0, 0.5, 2), dimension: 1, epsilon: 1 });
const masses = Float64Array.of(0.5, 0.2, 0.3);
const options = { start: masses, tolerance: 1e-10, maxIterations: 100 };

/** Values that scipy's BFGS gave in the roots of a. */
function expectVector(actual: Float64Array, expected: number[]): void {
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 6);
}

describe.each(['active-set', 'interior-point'] as const)('minimiseLogarithmic by %s', (solver) => {
  it('finds the minimum with the quadratic term of the kernel', async () => {
    const logFactors = Float64Array.of(-0.4, 0, -0.3);
    const minimum = await minimiseLogarithmic(
      { kernel, quadratic: 'kernel', linear: 0, masses, logFactors },
      { ...options, solver },
    );
    expect(minimum.status).toBe('converged');
    expectVector(minimum.coefficients, [0, 0.841807945, 0.458294817]);
    expect(minimum.logRatio[0]).toBeLessThan(-0.01);
  });

  it('finds the minimum with a linear term, where a has the total of m', async () => {
    const logFactors = Float64Array.of(-0.4, 0, -0.3);
    const minimum = await minimiseLogarithmic(
      { kernel, quadratic: 'none', linear: 1, masses, logFactors },
      { ...options, solver },
    );
    expect(minimum.status).toBe('converged');
    expectVector(minimum.coefficients, [0, 0.805367605, 0.19463238]);
  });
});
