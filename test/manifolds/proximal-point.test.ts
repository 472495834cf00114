import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, RunError } from '../../src/errors.ts';
import { Matrix, symmetricInverseSqrt, symmetricSqrt } from '../../src/linalg/index.ts';
import { euclidean, potentialOfFunctions, proximalPoint, sphere, torus } from '../../src/manifolds/index.ts';
import { angleOf, atAngle, cosinePotential, linearPotential, quadraticPotential } from './potentials.ts';

/** V = x⁴/4 − x²/2 + x/10 on the line: two wells, the left one deeper. */
const tilted = potentialOfFunctions({
  dimension: 1,
  value: ([x]) => x! ** 4 / 4 - x! ** 2 / 2 + x! / 10,
  gradient: ([x]) => [x! ** 3 - x! + 0.1],
  hessian: ([x]) => [[3 * x! ** 2 - 1]],
});

describe('the proximal point', () => {
  it('never raises V, whatever the step, and is a stationary point of its objective', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        async (y, stepSize) => {
          const done = await proximalPoint(euclidean(1), tilted, Float64Array.of(y), { stepSize, tolerance: 1e-10 });
          const x = done.points[0]!;
          expect(done.energyAfter).toBeLessThanOrEqual(done.energyBefore + 1e-14);
          const force = Math.abs(y ** 3 - y + 0.1);
          expect(Math.abs((x - y) / stepSize + x ** 3 - x + 0.1)).toBeLessThanOrEqual(1e-10 * force + 1e-14);
          expect(1 / stepSize + 3 * x * x - 1).toBeGreaterThan(-1e-3);
        },
      ),
    );
  });

  it('stays on the branch of its well', async () => {
    const { points } = await proximalPoint(euclidean(1), tilted, Float64Array.of(0.7, -0.7, 0.4, -0.4), {
      stepSize: 50,
    });
    expect(Array.from(points, Math.sign)).toEqual([1, -1, 1, -1]);
  });

  it('leaves a maximum that is none of its objective, and stays at one that is', async () => {
    const south = Float64Array.of(0, 0, -1);
    const leave = await proximalPoint(sphere(3), linearPotential(2), south, { stepSize: 1 });
    const next = angleOf(leave.points);
    expect(next).toBeLessThan(3);
    expect(next + 2 * Math.sin(next)).toBeCloseTo(Math.PI, 6);
    const stay = await proximalPoint(sphere(3), linearPotential(2), south, { stepSize: 0.4 });
    expect(angleOf(stay.points)).toBeCloseTo(Math.PI, 12);
  });

  it('does not depend on the other particles', async () => {
    const starts = [atAngle(2.9), atAngle(0.3, 2), atAngle(1.5, -1)];
    const together = Float64Array.from(starts.flatMap((x) => Array.from(x)));
    const all = await proximalPoint(sphere(3), linearPotential(1.3), together, { stepSize: 2 });
    for (const [i, start] of starts.entries()) {
      const alone = await proximalPoint(sphere(3), linearPotential(1.3), start, { stepSize: 2 });
      expect(all.points.slice(3 * i, 3 * i + 3)).toEqual(alone.points);
    }
  });

  it('turns with the sphere', async () => {
    const turned = (x: readonly number[]): number[] => {
      const [a, b, c] = x as [number, number, number];
      return [0.6 * a - 0.8 * c, b, 0.8 * a + 0.6 * c];
    };
    const start = Array.from(atAngle(2.2, 0.3));
    const options = { stepSize: 0.7, tolerance: 1e-12 };
    const one = await proximalPoint(sphere(3), linearPotential(1.5), Float64Array.from(start), options);
    const direction = turned([0, 0, 1]);
    const other = await proximalPoint(
      sphere(3),
      linearPotential(1.5, direction),
      Float64Array.from(turned(start)),
      options,
    );
    for (const [i, value] of turned(Array.from(one.points)).entries()) expect(other.points[i]).toBeCloseTo(value, 10);
  });

  it('with a metric g is that of R^d in the coordinates g^½ x', async () => {
    const metric = [[2, 0.6], [0.6, 1]]; // biome-ignore format: a matrix
    const a = [[1, 0.2], [0.2, 3]]; // biome-ignore format: a matrix
    const root = symmetricSqrt(metric);
    const inverse = symmetricInverseSqrt(metric);
    const start = [1, -2];
    const options = { stepSize: 0.4, tolerance: 1e-12 };
    const one = await proximalPoint(euclidean(2, metric), quadraticPotential(a), Float64Array.from(start), options);
    // In z = g^½ x the potential is ½ z·(g^−½ A g^−½) z.
    const moved = inverse.mmul(new Matrix(a)).mmul(inverse).to2DArray();
    const z = root.mmul(Matrix.columnVector(start)).to1DArray();
    const other = await proximalPoint(euclidean(2), quadraticPotential(moved), Float64Array.from(z), options);
    const expected = inverse.mmul(Matrix.columnVector(Array.from(other.points))).to1DArray();
    for (const [i, value] of expected.entries()) expect(one.points[i]).toBeCloseTo(value, 11);
  });

  it('on the circle finds θ⁺ + ηκ sin θ⁺ = θ, also over the cut', async () => {
    const start = Float64Array.of(3, -3, 0.5, 2);
    const { points } = await proximalPoint(torus(1), cosinePotential(1.5, 1), start, {
      stepSize: 0.6,
      tolerance: 1e-12,
    });
    for (const [i, theta] of points.entries()) expect(theta + 0.9 * Math.sin(theta)).toBeCloseTo(start[i]!, 10);
    // The minimum at π − 0.1 is over the cut for a particle at −π + 0.1.
    const over = potentialOfFunctions({
      dimension: 1,
      value: ([x]) => -3 * Math.cos(x! - Math.PI + 0.1),
      gradient: ([x]) => [3 * Math.sin(x! - Math.PI + 0.1)],
      hessian: ([x]) => [[3 * Math.cos(x! - Math.PI + 0.1)]],
    });
    const crossed = await proximalPoint(torus(1), over, Float64Array.of(-Math.PI + 0.1), {
      stepSize: 5,
      tolerance: 1e-12,
    });
    const deviation = crossed.points[0]! - Math.PI + 0.1;
    expect(deviation + 15 * Math.sin(deviation)).toBeCloseTo(0.2, 10);
  });
});

describe('a particle that the solver cannot finish', () => {
  const far = Float64Array.of(20, 0.9, -2);

  it('takes half steps, which are counted', async () => {
    const full = await proximalPoint(euclidean(1), tilted, far, { stepSize: 1 });
    expect(full.retries).toBe(0);
    // The first particle needs 8 iterations, in halves 7 and 5; the others 3 and 4.
    expect(full.iterations).toBe(8);
    const hurried = await proximalPoint(euclidean(1), tilted, far, { stepSize: 1, maxIterations: 7 });
    expect(hurried.retries).toBe(1);
    expect(hurried.status).toBe('converged');
    const half = await proximalPoint(euclidean(1), tilted, far.slice(0, 1), { stepSize: 0.5 });
    const twice = await proximalPoint(euclidean(1), tilted, half.points, { stepSize: 0.5 });
    expect(hurried.points[0]).toBe(twice.points[0]);
    expect(hurried.points.slice(1)).toEqual(full.points.slice(1));
    expect(hurried.energyBefore).toBe(full.energyBefore);
  });

  it('ends the run when that does not help, with how many and how far', async () => {
    const hopeless = proximalPoint(euclidean(1), tilted, Float64Array.of(40, 30), { stepSize: 100, maxIterations: 1 });
    await expect(hopeless).rejects.toThrow(RunError);
    await expect(hopeless).rejects.toThrow(
      /^the proximal step of 2 particles ended with max-iterations at residuals up to/,
    );
  });

  it('ends the run where V is not finite', async () => {
    const log = potentialOfFunctions({
      dimension: 1,
      value: ([x]) => Math.log(x!),
      gradient: ([x]) => [1 / x!],
      hessian: ([x]) => [[-1 / x! ** 2]],
    });
    const lost = proximalPoint(euclidean(1), log, Float64Array.of(1, -1), { stepSize: 0.1 });
    await expect(lost).rejects.toThrow('V or its derivatives are not finite at [-1]');
  });

  it('is not asked to with options that make no sense', async () => {
    for (const bad of [{ stepSize: 0 }, { stepSize: 1, tolerance: -1 }, { stepSize: 1, maxIterations: 0 }]) {
      await expect(proximalPoint(euclidean(1), tilted, far, bad)).rejects.toThrow(InputError);
    }
  });
});
