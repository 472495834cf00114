import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { lbfgs, type Objective, type StoppingRule, truncatedNewton } from '../../src/optimize/index.ts';
import { logCosh, quadratic, recorded, rosenbrock, rounded } from './functions.ts';

const solvers = { lbfgs, truncatedNewton };
const distance = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Math.sqrt(Array.from(x).reduce((sum, value, k) => sum + (value - y[k]!) ** 2, 0));

describe.each(Object.entries(solvers))('%s', (name, solve) => {
  it('solves Rosenbrock in 2 and 20 dimensions', async () => {
    for (const dimension of [2, 20]) {
      const start = Float64Array.from({ length: dimension }, (_, k) => (k % 2 === 0 ? -1.2 : 1));
      const result = await solve(rosenbrock, start, { relativeTolerance: 1e-10 });
      expect(result.status).toBe('converged');
      expect(distance(result.x, new Float64Array(dimension).fill(1))).toBeLessThan(1e-6);
      expect(result.iterations).toBeLessThan(dimension === 2 ? 50 : 150);
      expect(result.gradientNorm).toBeLessThan(1e-6);
    }
  });

  it('solves an ill-conditioned quadratic (condition 1e4)', async () => {
    const eigenvalues = Array.from({ length: 30 }, (_, k) => 10 ** (-4 * (k / 29)));
    const centre = eigenvalues.map((_, k) => Math.sin(k));
    const result = await solve(quadratic(eigenvalues, centre), new Float64Array(30).fill(2), {
      relativeTolerance: 1e-9,
    });
    expect(result.status).toBe('converged');
    expect(distance(result.x, centre)).toBeLessThan(1e-2);
  });

  it('is safe where a full step overshoots', async () => {
    const result = await solve(logCosh, Float64Array.of(30, -40, 2), { relativeTolerance: 1e-9 });
    expect(result.status).toBe('converged');
    expect(distance(result.x, [0, 1, 2])).toBeLessThan(1e-7);
  });

  it('steps back from where the objective is not defined', async () => {
    const barrier: Objective = (x) => ({
      value: x[0]! - Math.log(x[0]!),
      gradient: Float64Array.of(1 - 1 / x[0]!),
      hessianVector: (p) => Float64Array.of(p[0]! / x[0]! ** 2),
    });
    for (const start of [1e-3, 1e3]) {
      const result = await solve(barrier, Float64Array.of(start), {
        relativeTolerance: 0,
        absoluteTolerance: 1e-8,
      });
      expect(result.status).toBe('converged');
      expect(result.x[0]).toBeCloseTo(1, 7);
    }
  });

  it('converges as far as float32 values and gradients allow', async () => {
    const result = await solve(rounded(rosenbrock), Float64Array.of(-1.2, 1), { absoluteTolerance: 1e-3 });
    expect(result.status).toBe('converged');
    expect(distance(result.x, [1, 1])).toBeLessThan(1e-2);
  });

  it('says so when float32 does not allow what is asked', async () => {
    const result = await solve(rounded(quadratic([1, 30], [1 / 3, 0.7])), Float64Array.of(-9, 8), {
      relativeTolerance: 0,
      absoluteTolerance: 1e-12,
    });
    expect(['stalled', 'line-search-failed']).toContain(result.status);
    expect(distance(result.x, [1 / 3, 0.7])).toBeLessThan(1e-5);
    expect(result.evaluations).toBeLessThan(500);
  });

  it('stops at the iteration limit and says so', async () => {
    const result = await solve(rosenbrock, Float64Array.of(-1.2, 1), { maxIterations: 3 });
    expect(result.status).toBe('max-iterations');
    expect(result.iterations).toBe(3);
    expect(result.value).toBeLessThan(24.2);
  });

  it('does nothing at a minimum, and counts what it did', async () => {
    const still = await solve(quadratic([1, 2], [3, 4]), Float64Array.of(3, 4));
    expect(still).toMatchObject({ status: 'converged', iterations: 0, evaluations: 1, hessianProducts: 0 });
    const { objective, values } = recorded(rosenbrock);
    const moved = await solve(objective, Float64Array.of(-1.2, 1));
    expect(moved.evaluations).toBe(values.length);
    expect(moved.hessianProducts > 0).toBe(name === 'truncatedNewton');
  });

  it('leaves the start as it was, and never ends higher than it began (property)', async () => {
    const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
    const spectrum = fc.array(fc.double({ min: 1e-4, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        spectrum,
        fc.array(coordinate, { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 0, max: 6 }),
        async (eigenvalues, numbers, maxIterations) => {
          const n = eigenvalues.length;
          const start = Float64Array.from(numbers.slice(0, n));
          const kept = Float64Array.from(start);
          for (const objective of [quadratic(eigenvalues, numbers.slice(8 - n)), logCosh, rosenbrock]) {
            const before = (await objective(start)).value;
            let last = before;
            for (let k = 0; k <= maxIterations; k++) {
              const { value, iterations } = await solve(objective, start, { maxIterations: k });
              expect(value).toBeLessThanOrEqual(last + 1e-13 * Math.abs(last));
              expect(iterations).toBeLessThanOrEqual(k);
              last = value;
            }
          }
          expect(start).toEqual(kept);
        },
      ),
      { numRuns: 30, seed: 7 },
    );
  });

  it('refuses bad input with one line that names the field', async () => {
    const start = Float64Array.of(1, 2);
    const refuse = async (x: Float64Array, options: object, field: string, objective = rosenbrock): Promise<void> => {
      const failure = await solve(objective, x, options as StoppingRule).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(InputError);
      expect((failure as Error).message).toContain(field);
      expect((failure as Error).message).not.toContain('\n');
    };
    await refuse(start, { relativeTolerance: -1 }, 'relativeTolerance');
    await refuse(start, { absoluteTolerance: Number.NaN }, 'absoluteTolerance');
    await refuse(start, { maxIterations: 1.5 }, 'maxIterations');
    await refuse(new Float64Array(0), {}, 'start');
    await refuse(Float64Array.of(1, Number.NaN), {}, 'start[1]');
    await refuse(start, {}, 'objective', () => ({ value: Number.NaN, gradient: new Float64Array(2) }));
    await refuse(start, {}, 'gradient', () => ({ value: 0, gradient: new Float64Array(3) }));
  });
});

describe('lbfgs', () => {
  it('refuses a memory or a first step that makes no sense', async () => {
    await expect(lbfgs(rosenbrock, Float64Array.of(1, 2), { memory: 0 })).rejects.toThrow('memory');
    await expect(lbfgs(rosenbrock, Float64Array.of(1, 2), { initialStep: -1 })).rejects.toThrow('initialStep');
  });

  it('needs more iterations when it remembers less', async () => {
    const eigenvalues = Array.from({ length: 40 }, (_, k) => 10 ** (-3 * (k / 39)));
    const objective = quadratic(
      eigenvalues,
      eigenvalues.map((_, k) => Math.cos(k)),
    );
    const [short, long] = [
      await lbfgs(objective, new Float64Array(40), { memory: 2 }),
      await lbfgs(objective, new Float64Array(40), { memory: 20 }),
    ];
    expect(long.iterations).toBeLessThan(short.iterations);
  });
});

describe('truncatedNewton', () => {
  it('takes one conjugate-gradient step per distinct eigenvalue of a quadratic', async () => {
    const objective = quadratic([1, 1, 5, 5, 5, 9], [1, 2, 3, 4, 5, 6]);
    const result = await truncatedNewton(objective, new Float64Array(6), {
      initialRadius: 100,
      relativeTolerance: 1e-12,
    });
    expect(result.status).toBe('converged');
    expect(distance(result.x, [1, 2, 3, 4, 5, 6])).toBeLessThan(1e-10);
    // One product to spare in each outer iteration: the forcing term stops the first ones early.
    expect(result.hessianProducts).toBeLessThanOrEqual(3 * result.iterations);
  });

  it('converges superlinearly: the last iteration gains more than the one before', async () => {
    const start = Float64Array.of(-1.2, 1);
    const norms: number[] = [];
    for (let k = 0; k < 80; k++)
      norms.push(
        (await truncatedNewton(rosenbrock, start, { maxIterations: k, relativeTolerance: 1e-12 })).gradientNorm,
      );
    const last = norms.findIndex((value) => value < 1e-6);
    expect(last).toBeGreaterThan(2);
    expect(norms[last]! / norms[last - 1]!).toBeLessThan(1e-2);
  });

  it('leaves a saddle along negative curvature', async () => {
    const saddle: Objective = (x) => ({
      value: x[0]! ** 2 - x[1]! ** 2 + x[1]! ** 4,
      gradient: Float64Array.of(2 * x[0]!, -2 * x[1]! + 4 * x[1]! ** 3),
      hessianVector: (p) => Float64Array.of(2 * p[0]!, (-2 + 12 * x[1]! ** 2) * p[1]!),
    });
    const result = await truncatedNewton(saddle, Float64Array.of(1, 1e-6));
    expect(result.status).toBe('converged');
    expect(Math.abs(result.x[1]!)).toBeCloseTo(Math.SQRT1_2, 6);
    expect(result.value).toBeCloseTo(-0.25, 10);
  });

  it('refuses an objective without Hessian-vector products, or a bad radius', async () => {
    const plain: Objective = (x) => ({ value: x[0]! ** 2, gradient: Float64Array.of(2 * x[0]!) });
    await expect(truncatedNewton(plain, Float64Array.of(1))).rejects.toThrow('hessianVector');
    await expect(truncatedNewton(rosenbrock, Float64Array.of(1, 2), { initialRadius: 0 })).rejects.toThrow(
      'initialRadius',
    );
    await expect(truncatedNewton(rosenbrock, Float64Array.of(1, 2), { maxProducts: 0 })).rejects.toThrow('maxProducts');
  });
});
