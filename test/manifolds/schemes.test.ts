import { describe, expect, it } from 'vitest';
import { RunError } from '../../src/errors.ts';
import {
  euclidean,
  explicitStep,
  gradientFlow,
  type Manifold,
  modifiedFlow,
  type PointPotential,
  potentialOfFunctions,
  proximalPoint,
  sphere,
  torus,
} from '../../src/manifolds/index.ts';
import { fittedOrder } from '../systems/support.ts';
import { angleOf, atAngle, cosinePotential, linearPotential, quadraticPotential } from './potentials.ts';
import { cap, quadratic } from './reference.ts';

type Step = (points: Float64Array, stepSize: number) => Promise<{ points: Float64Array }>;

const TIGHT = 1e-12;

const stepsOf = (manifold: Manifold, potential: PointPotential) => ({
  proximal: ((points, stepSize) => proximalPoint(manifold, potential, points, { stepSize, tolerance: TIGHT })) as Step,
  flow: ((points, stepSize) => gradientFlow(manifold, potential, points, { stepSize, tolerance: TIGHT })) as Step,
  plain: ((points, stepSize) =>
    modifiedFlow(manifold, potential, points, { stepSize, form: 'plain', tolerance: TIGHT })) as Step,
  pade: ((points, stepSize) => modifiedFlow(manifold, potential, points, { stepSize, tolerance: TIGHT })) as Step,
});

async function stepped(step: Step, start: ArrayLike<number>, stepSize: number, steps: number): Promise<Float64Array> {
  let points: Float64Array = Float64Array.from(start);
  for (let k = 0; k < steps; k++) ({ points } = await step(points, stepSize));
  return points;
}

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

const diagonal = (values: readonly number[]): number[][] =>
  values.map((value, i) => values.map((_, j) => (i === j ? value : 0)));

describe('a quadratic in the plane', () => {
  const { proximal, flow, plain } = stepsOf(euclidean(2), quadraticPotential(diagonal(quadratic.eigenvalues)));
  const { start, stepSize, steps } = quadratic;

  it('has the proximal points of the reference', async () => {
    expect(farthest(await stepped(proximal, start, stepSize, steps), quadratic.proximalPoint)).toBeLessThan(1e-12);
  });

  it('has the modified flow of the reference', async () => {
    expect(farthest(await stepped(plain, start, stepSize, steps), quadratic.modifiedFlow)).toBeLessThan(1e-10);
  });

  it('has the proximal point scheme at the order 1 to the flow and 2 to the modified one', async () => {
    const errors = async (other: Step): Promise<[number, number][]> =>
      Promise.all(
        [0.05, 0.025, 0.0125].map(async (eta): Promise<[number, number]> => {
          const count = Math.round(1 / eta);
          const [a, b] = [await stepped(proximal, start, eta, count), await stepped(other, start, eta, count)];
          return [eta, Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!)];
        }),
      );
    expect(fittedOrder(await errors(flow))).toBeCloseTo(1, 1);
    expect(Math.abs(fittedOrder(await errors(plain)) - 2)).toBeLessThan(0.1);
  });

  it('can be far from its minimum and take a huge step', async () => {
    const done = await proximalPoint(euclidean(2), quadraticPotential(diagonal([1, 3])), Float64Array.of(1e3, -1e3), {
      stepSize: 1e3,
    });
    expect(done.points[0]).toBeCloseTo(1e3 / 1001, 6);
    expect(done.points[1]).toBeCloseTo(-1e3 / 3001, 6);
    expect(done.status).toBe('converged');
  });
});

describe('a cap of the sphere', () => {
  const { proximal, flow, plain, pade } = stepsOf(sphere(3), linearPotential(cap.kappa));
  const run = async (step: Step): Promise<number> =>
    angleOf(await stepped(step, atAngle(cap.theta), cap.stepSize, cap.steps));

  it('has the proximal points, the flow and the modified flow of the reference', async () => {
    expect(Math.abs((await run(proximal)) - cap.proximalPoint)).toBeLessThan(1e-10);
    expect(Math.abs((await run(flow)) - cap.gradientFlow)).toBeLessThan(1e-10);
    expect(Math.abs((await run(plain)) - cap.modifiedFlow)).toBeLessThan(1e-9);
    expect(Math.abs((await run(pade)) - cap.modifiedFlow)).toBeLessThan(1e-3);
  });

  it('keeps to its meridian', async () => {
    const end = await stepped(proximal, atAngle(2, 1.1), 0.5, 3);
    expect(Math.atan2(end[1]!, end[0]!)).toBeCloseTo(1.1, 10);
  });

  it.each([
    [3.1, 2, 0.2],
    [1, 0.5, 3],
    [2.2, 4, 0.2],
  ])('is solved by θ⁺ + ηκ sin θ⁺ = θ from %d with κ = %d, η = %d', async (theta, kappa, eta) => {
    const { points, energyAfter, energyBefore } = await proximalPoint(
      sphere(3),
      linearPotential(kappa),
      atAngle(theta),
      { stepSize: eta, tolerance: TIGHT },
    );
    const next = angleOf(points);
    expect(next + eta * kappa * Math.sin(next)).toBeCloseTo(theta, 9);
    expect(energyBefore).toBeCloseTo(-kappa * Math.cos(theta), 12);
    expect(energyAfter).toBeCloseTo(-kappa * Math.cos(next), 9);
  });

  it('has the proximal point scheme at the order 1 to the flow and 2 to both forms of the modified one', async () => {
    const errors = async (other: Step): Promise<[number, number][]> =>
      Promise.all(
        [0.05, 0.025, 0.0125].map(async (eta): Promise<[number, number]> => {
          const count = Math.round(1 / eta);
          const start = atAngle(2.5);
          return [
            eta,
            angleOf(await stepped(proximal, start, eta, count)) - angleOf(await stepped(other, start, eta, count)),
          ];
        }),
      );
    const orders = [await errors(flow), await errors(plain), await errors(pade)].map(fittedOrder);
    expect(Math.abs(orders[0]! - 1)).toBeLessThan(0.1);
    expect(Math.abs(orders[1]! - 2)).toBeLessThan(0.1);
    expect(Math.abs(orders[2]! - 2)).toBeLessThan(0.1);
  });
});

describe('the gradient flow', () => {
  it('on the sphere follows θ(t) = 2 atan(tan(θ₀/2)e^{−κt})', async () => {
    for (const [theta, kappa, time] of [
      [3.1, 2, 1.5],
      [0.4, 5, 0.3],
    ] as const) {
      const { flow } = stepsOf(sphere(3), linearPotential(kappa));
      const { points } = await flow(atAngle(theta), time);
      expect(angleOf(points)).toBeCloseTo(2 * Math.atan(Math.tan(theta / 2) * Math.exp(-kappa * time)), 10);
    }
  });

  it('on the circle follows the same law, over the cut too', async () => {
    const { flow } = stepsOf(torus(2), cosinePotential(1.5, 2));
    const start = [3, -2];
    const { points } = await flow(Float64Array.from(start), 0.8);
    for (const [i, theta] of start.entries()) {
      expect(points[i]).toBeCloseTo(2 * Math.atan(Math.tan(theta / 2) * Math.exp(-1.5 * 0.8)), 10);
    }
    const turned = potentialOfFunctions({
      dimension: 1,
      value: ([x]) => -Math.cos(x! - 3),
      gradient: ([x]) => [Math.sin(x! - 3)],
      hessian: ([x]) => [[Math.cos(x! - 3)]],
    });
    const crossed = (await gradientFlow(torus(1), turned, Float64Array.of(-2), { stepSize: 3, tolerance: TIGHT }))
      .points;
    const end = 3 + 2 * Math.atan(Math.tan((2 * Math.PI - 5) / 2) * Math.exp(-3));
    expect(crossed[0]).toBeCloseTo(end - (end > Math.PI ? 2 * Math.PI : 0), 10);
  });

  it('with a metric is e^{−t g⁻¹A}', async () => {
    const { flow } = stepsOf(euclidean(2, diagonal([4, 0.5])), quadraticPotential(diagonal([1, 3])));
    const { points } = await flow(Float64Array.of(1, -2), 0.7);
    expect(points[0]).toBeCloseTo(Math.exp(-0.7 / 4), 10);
    expect(points[1]).toBeCloseTo(-2 * Math.exp(-0.7 * 6), 10);
  });

  it('keeps to the sphere and to its tolerance', async () => {
    const start = atAngle(2.8);
    for (const tolerance of [1e-4, 1e-8]) {
      const { points } = await gradientFlow(sphere(3), linearPotential(3), start, { stepSize: 1, tolerance });
      expect(Math.hypot(...points)).toBeCloseTo(1, 14);
      const error = angleOf(points) - 2 * Math.atan(Math.tan(1.4) * Math.exp(-3));
      expect(Math.abs(error)).toBeLessThan(30 * tolerance);
    }
  });

  it('asks for V on the manifold only', async () => {
    const lengths: number[] = [];
    const potential = linearPotential(3);
    const watched: PointPotential = {
      ...potential,
      at(points) {
        for (let i = 0; i < points.length; i += 3) lengths.push(Math.hypot(...points.subarray(i, i + 3)));
        return potential.at(points);
      },
    };
    await gradientFlow(sphere(3), watched, atAngle(2), { stepSize: 2, tolerance: 1e-3 });
    expect(lengths.length).toBeGreaterThan(10);
    for (const length of lengths) expect(length).toBeCloseTo(1, 14);
  });

  it('reports V before and after', async () => {
    const start = atAngle(2);
    const done = await gradientFlow(sphere(3), linearPotential(3), start, { stepSize: 0.2 });
    expect(done.energyBefore).toBeCloseTo(-3 * Math.cos(2), 12);
    expect(done.energyAfter).toBeCloseTo(-3 * Math.cos(angleOf(done.points)), 12);
  });
});

describe('an explicit step', () => {
  it('goes along the geodesic, and knows the largest curvature', async () => {
    const start = Float64Array.from([...atAngle(0.5), ...atAngle(2)]);
    const done = await explicitStep(sphere(3), linearPotential(3), start, { stepSize: 0.1 });
    expect(angleOf(done.points.subarray(0, 3))).toBeCloseTo(0.5 - 0.3 * Math.sin(0.5), 12);
    expect(angleOf(done.points.subarray(3))).toBeCloseTo(2 - 0.3 * Math.sin(2), 12);
    // Hess V = κ cos θ in every direction.
    expect(done.largestCurvature).toBeCloseTo(3 * Math.cos(0.5), 12);
  });

  it('measures curvature in the metric', async () => {
    const manifold = euclidean(2, diagonal([4, 0.5]));
    const done = await explicitStep(manifold, quadraticPotential(diagonal([1, 3])), Float64Array.of(1, 1), {
      stepSize: 0.1,
    });
    expect(done.largestCurvature).toBeCloseTo(6, 12);
    expect(done.points[1]).toBeCloseTo(1 - 0.1 * 6, 12);
  });
});

describe('the modified flow', () => {
  it('in the Padé form is e^{−t(I + (η/2)A)⁻¹A}, at steps where the plain form is unstable', async () => {
    const { pade } = stepsOf(euclidean(2), quadraticPotential(diagonal([1, 30])));
    const { points } = await pade(Float64Array.of(1, 1), 0.5);
    expect(points[0]).toBeCloseTo(Math.exp(-0.5 / 1.25), 10);
    expect(points[1]).toBeCloseTo(Math.exp((-0.5 * 30) / 8.5), 10);
  });

  it('with a metric has the curvature g⁻¹A', async () => {
    const { plain } = stepsOf(euclidean(1, [[0.5]]), quadraticPotential([[1.5]]));
    const { points } = await plain(Float64Array.of(1), 0.2);
    expect(points[0]).toBeCloseTo(Math.exp(-0.2 * (3 - 0.1 * 9)), 10);
  });

  it('knows its limits', async () => {
    const steep = quadraticPotential(diagonal([1, 30]));
    const plain = modifiedFlow(euclidean(2), steep, Float64Array.of(1, 1), { stepSize: 0.1, form: 'plain' });
    await expect(plain).rejects.toThrow(RunError);
    await expect(plain).rejects.toThrow(/curvature λ = 30 of V allows a stepSize η below 0.06667, got 0.1$/);
    const top = modifiedFlow(sphere(3), linearPotential(4), atAngle(3.1), { stepSize: 0.6 });
    await expect(top).rejects.toThrow(RunError);
    await expect(top).rejects.toThrow(
      /Padé form .* singular .* curvature λ = -3.997 of V allows a stepSize η below 0.5/,
    );
    const fine = await modifiedFlow(sphere(3), linearPotential(4), atAngle(3.1), { stepSize: 0.4 });
    expect(fine.smallestCurvature).toBeCloseTo(4 * Math.cos(3.1), 10);
    expect(angleOf(fine.points)).toBeLessThan(3.1);
  });
});
