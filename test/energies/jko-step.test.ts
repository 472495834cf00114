import { describe, expect, it } from 'vitest';
import { blobEntropy, type Energy, jkoStep, modifiedEnergy, sumOfEnergies } from '../../src/energies/index.ts';
import { InputError } from '../../src/errors.ts';
import { keyOf, normals } from '../../src/random/index.ts';
import { rungeKutta } from '../discretisation/dense.ts';
import { largestGap, normalQuantiles, quadratic, quartic, varianceOf } from './clouds.ts';
import { jkoSteps } from './reference.ts';

const SOLVERS = ['newton', 'l-bfgs'] as const;

const free = (potential: Energy, bandwidth: number): Energy =>
  sumOfEnergies(potential, blobEntropy({ dimension: potential.dimension, bandwidth }));

/** Standard normals, shifted and scaled to mean 0 and standard deviation `deviation`. */
function standardised(count: number, deviation: number, seed: string): Float64Array {
  const z = normals(count, 1, { key: keyOf(seed), step: 0, stream: 0 });
  const mean = z.reduce((sum, value) => sum + value, 0) / count;
  const root = Math.sqrt(varianceOf(z));
  return z.map((value) => (deviation * (value - mean)) / root);
}

async function jko(start: Float64Array, energy: Energy, steps: number, options: Parameters<typeof jkoStep>[2]) {
  let points = start;
  for (let k = 0; k < steps; k++) {
    const result = await jkoStep(points, energy, options);
    expect(result.status).toBe('converged');
    points = result.points;
  }
  return points;
}

/** The particle gradient flow Ẋ = −G by the classical Runge-Kutta method. */
const gradientFlow = (start: Float64Array, energy: Energy, time: number, steps: number): Promise<Float64Array> =>
  rungeKutta(async (x) => (await energy.at(x)).gradient.map((value) => -value), start, time, steps);

const rms = (x: Float64Array, y: Float64Array): number =>
  Math.sqrt(x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / x.length);

describe('one JKO step', () => {
  it.each(jkoSteps.flatMap((record) => SOLVERS.map((solver) => [record.potential, solver, record] as const)))(
    'of the %s potential by %s is the reference step',
    async (_potential, solver, record) => {
      const energy = free(record.potential === 'quartic' ? quartic(1) : quadratic(1), record.bandwidth);
      const start = normalQuantiles(record.count, record.s0);
      const { stepSize } = record;
      const step = await jkoStep(start, energy, { stepSize, solver, tolerance: 1e-9, reach: record.bandwidth });
      expect(step.status).toBe('converged');
      expect(step.energyBefore).toBeCloseTo(record.energyBefore, 11);
      expect(step.value).toBeCloseTo(record.value, 11);
      expect(step.energyAfter).toBeCloseTo(record.energyAfter, 8);
      expect(varianceOf(step.points)).toBeCloseTo(record.variance, 8);
      expect(Math.max(...step.points)).toBeCloseTo(record.largest, 7);
      expect(step.residual).toBeLessThanOrEqual(1e-9);
    },
  );

  it('solves (X − X^k)/τ + G(X) = 0 and reports that residual', async () => {
    const energy = free(quartic(2, 1), 0.4);
    const start = normals(40, 2, { key: keyOf('residual'), step: 0, stream: 0 });
    for (const solver of SOLVERS) {
      const step = await jkoStep(start, energy, { stepSize: 0.3, solver, tolerance: 1e-6 });
      const after = await energy.at(step.points);
      const before = await energy.at(start);
      const residual = step.points.map((value, i) => (value - start[i]!) / 0.3 + after.gradient[i]!);
      expect(rms(residual, new Float64Array(80)) / before.forceScale).toBeCloseTo(step.residual, 10);
      expect(step.residual).toBeLessThanOrEqual(1e-6);
      expect(step.energyAfter).toBeCloseTo(after.value, 10);
      expect(step.energyBefore).toBe(before.value);
    }
  });

  it('is the proximal point for one particle, in any dimension, however long the step', async () => {
    for (const [dimension, stepSize] of [
      [1, 0.05],
      [2, 1],
      [3, 1000],
    ] as const) {
      const start = Float64Array.from({ length: dimension }, (_, k) => k + 1);
      const step = await jkoStep(start, free(quadratic(dimension, 3), 0.2), { stepSize, tolerance: 1e-10 });
      expect(
        largestGap(
          step.points,
          start.map((value) => value / (1 + 3 * stepSize)),
        ),
      ).toBeLessThan(1e-8);
    }
  });

  it('moves two particles apart, symmetrically', async () => {
    const step = await jkoStep(Float64Array.of(-0.1, 0.1), free(quadratic(1), 0.5), { stepSize: 1, tolerance: 1e-9 });
    expect(step.points[1]!).toBeGreaterThan(0.1);
    expect(step.points[0]!).toBeCloseTo(-step.points[1]!, 9);
  });

  it('keeps particles together that start together', async () => {
    const step = await jkoStep(new Float64Array(30).fill(2), free(quadratic(1), 0.3), { stepSize: 1, tolerance: 1e-9 });
    expect(step.status).toBe('converged');
    expect(largestGap(step.points, new Float64Array(30).fill(1))).toBeLessThan(1e-7);
  });

  it('dissipates whatever the step, the bandwidth, the spread and the solver', async () => {
    for (const solver of SOLVERS) {
      for (const stepSize of [0.05, 0.5, 10]) {
        for (const [bandwidth, spread] of [
          [1e-3, 1],
          [0.2, 2],
          [50, 1],
          [0.3, 1e3],
        ] as const) {
          const energy = free(quartic(1), bandwidth);
          const start = normals(30, 1, { key: keyOf('spread'), step: 0, stream: 0 }).map((value) => spread * value);
          const step = await jkoStep(start, energy, { stepSize, solver, maxIterations: 1000, reach: bandwidth });
          expect(step.energyAfter).toBeLessThanOrEqual(step.energyBefore);
          expect(step.value).toBeLessThanOrEqual(step.energyBefore);
          expect(step.points.every(Number.isFinite)).toBe(true);
        }
      }
    }
  });

  it('finds the same minimum with both solvers where it is convex', async () => {
    const start = normalQuantiles(60, 0.8);
    const energy = free(quadratic(1), 0.5);
    const [newton, quasi] = await Promise.all(
      SOLVERS.map((solver) => jkoStep(start, energy, { stepSize: 0.3, solver, tolerance: 1e-10 })),
    );
    expect(largestGap(newton!.points, quasi!.points)).toBeLessThan(1e-7);
    expect(newton!.iterations).toBeLessThan(quasi!.iterations);
    expect(quasi!.hessianProducts).toBe(0);
  });

  it('does not change its input', async () => {
    const start = normalQuantiles(10, 1);
    const copy = start.slice();
    await jkoStep(start, free(quadratic(1), 0.5), { stepSize: 0.5 });
    expect(start).toEqual(copy);
  });

  it('refuses a step or a tolerance that is not a number > 0, and a cloud that is not finite', async () => {
    const energy = free(quadratic(1), 0.5);
    const refuse = (x: Float64Array, options: Parameters<typeof jkoStep>[2]) =>
      expect(jkoStep(x, energy, options)).rejects;
    await refuse(Float64Array.of(1), { stepSize: 0 }).toThrow(/^stepSize: /);
    await refuse(Float64Array.of(1), { stepSize: Number.NaN }).toThrow(InputError);
    await refuse(Float64Array.of(1), { stepSize: 1, tolerance: 0 }).toThrow(/^tolerance: /);
    await refuse(Float64Array.of(1, Number.NaN), { stepSize: 1 }).toThrow(InputError);
  });
});

describe('the JKO scheme', () => {
  it('follows the exact recursion of a Gaussian: N = 200, δ = 1.5/√N, ten steps of .1', async () => {
    let exact = 0.5;
    for (let k = 0; k < 10; k++) exact = (exact + Math.sqrt(exact ** 2 + 4 * 0.1 * 1.1)) / (2 * 1.1);
    expect(exact).toBeCloseTo(0.9341889546414334, 12);
    const bandwidth = 1.5 / Math.sqrt(200);
    for (const seed of ['a', 'b']) {
      const start = standardised(200, 0.5, seed);
      const points = await jko(start, free(quadratic(1), bandwidth), 10, { stepSize: 0.1, reach: bandwidth });
      expect(Math.abs(Math.sqrt(varianceOf(points)) - exact)).toBeLessThan(0.012);
    }
  });

  it('moves the mean of a Gaussian exactly: m/(1 + τ)^k', async () => {
    const start = standardised(100, 0.5, 'mean').map((value) => value + 1);
    const points = await jko(start, free(quadratic(1), 0.15), 10, { stepSize: 0.1, tolerance: 1e-8 });
    const mean = points.reduce((sum, value) => sum + value, 0) / 100;
    expect(mean).toBeCloseTo(0.3855432894295314, 7);
  });

  it('is stable on a quartic from a wide start, where explicit steps blow up', async () => {
    const energy = free(quartic(1), 0.1);
    for (const stepSize of [0.1, 0.5]) {
      const points = await jko(normalQuantiles(200, 2), energy, Math.round(5 / stepSize), { stepSize, reach: 0.1 });
      // ∫x² e^{−x⁴/4} / ∫e^{−x⁴/4} = 2Γ(3/4)/Γ(1/4) = .67598.
      expect(Math.abs(varianceOf(points) - 0.67598)).toBeLessThan(0.004);
    }
  });

  it('has the variance of the quartic after eight steps of .1 (1-D quantile scheme: .697094, with a double well 1.046562)', async () => {
    for (const [b, variance] of [
      [0, 0.6970939201435694],
      [1, 1.0465618640779881],
    ] as const) {
      const points = await jko(normalQuantiles(200, 1.2), free(quartic(1, b), 0.1), 8, { stepSize: 0.1, reach: 0.1 });
      expect(Math.abs(varianceOf(points) - variance)).toBeLessThan(0.003);
    }
  });

  it('is of order one against the gradient flow of the same energy', async () => {
    const energy = free(quartic(1, 1), 0.5);
    const start = normalQuantiles(20, 0.6);
    const flow = await gradientFlow(start, energy, 0.6, 600);
    expect(varianceOf(flow)).toBeCloseTo(0.9687029730578078, 5);
    const errors: number[] = [];
    for (const stepSize of [0.1, 0.05, 0.025, 0.0125]) {
      const points = await jko(start, energy, Math.round(0.6 / stepSize), { stepSize, tolerance: 1e-9 });
      if (stepSize === 0.05) {
        expect(varianceOf(points)).toBeCloseTo(0.9521040748834135, 5);
        expect(rms(points, flow)).toBeCloseTo(0.009385258307667425, 5);
      }
      errors.push(rms(points, flow));
    }
    const orders = errors.slice(1).map((error, k) => Math.log2(errors[k]! / error));
    for (const order of orders) expect(Math.abs(order - 1)).toBeLessThan(0.1);
    expect(Math.abs(orders.at(-1)! - 1)).toBeLessThan(0.03);
  });

  it('is of order two against the gradient flow of the modified energy J − (η/4) mean |G|²', async () => {
    // Particle orders of arXiv 2511.14827 with δ = .4-.5: 2.00-2.03.
    for (const [potential, bandwidth] of [
      [quadratic(1), 0.4],
      [quartic(1, 1), 0.5],
    ] as const) {
      const energy = free(potential, bandwidth);
      const start = normalQuantiles(20, 0.6);
      const errors: number[] = [];
      for (const stepSize of [0.05, 0.025, 0.0125]) {
        const points = await jko(start, energy, Math.round(0.6 / stepSize), { stepSize, tolerance: 1e-10 });
        errors.push(rms(points, await gradientFlow(start, modifiedEnergy(energy, stepSize), 0.6, 120)));
      }
      const orders = errors.slice(1).map((error, k) => Math.log2(errors[k]! / error));
      for (const order of orders) expect(Math.abs(order - 2)).toBeLessThan(0.1);
    }
  });
});
