import { describe, expect, it } from 'vitest';
import { empirical, gaussian, mixture, uniform } from '../../src/targets/index.ts';
import { Column } from '../../src/tensor/index.ts';
import { disposeWorld, positions, prepare, step } from '../../src/world/index.ts';
import { svgd } from '../../systems/svgd.ts';
import {
  FAST, itKeepsTheContractOfAMethod, momentsOf, normal, positionsAfter, type Setup, smallFunnel, worldWith,
} from './support.ts'; // biome-ignore format: one line of names

/** One step of size 1 from given points, with given masses: what it adds to each, row-major. */
async function moved(
  points: number[][],
  setup: Pick<Setup, 'target' | 'method'>,
  masses?: number[],
): Promise<number[]> {
  const { world, ensemble } = await worldWith({ count: points.length, initial: empirical({ points }), ...setup });
  // An empirical measure would draw from the points.
  ensemble.columns.position.write(Float32Array.from(points.flat()));
  if (masses) ensemble.columns.weight = new Column(Float32Array.from(masses), [masses.length]);
  await step(world, { steps: 1 });
  const to = await positions(world, ensemble.entity);
  disposeWorld(world);
  return points.flat().map((x, i) => to[i]! - x);
}

const at = (x: number) => empirical({ points: [[x]] });

/** φ by the double sum, in float64. */
function force(points: number[][], score: (x: number[]) => number[], bandwidth: number): number[][] {
  return points.map((x) =>
    x.map((_, k) => {
      let sum = 0;
      for (const y of points) {
        const kernel = Math.exp(-y.reduce((square, value, l) => square + (value - x[l]!) ** 2, 0) / bandwidth);
        sum += kernel * (score(y)[k]! + (2 / bandwidth) * (x[k]! - y[k]!));
      }
      return sum / points.length;
    }),
  );
}

/** What one step of size 1 adds to every particle, row-major, by the points where they were drawn. */
async function moves(setup: Setup): Promise<{ from: number[]; by: number[] }> {
  const { world, ensemble } = await worldWith(setup);
  const from = Array.from(await positions(world, ensemble.entity));
  await step(world, { steps: 1 });
  const to = await positions(world, ensemble.entity);
  disposeWorld(world);
  return { from, by: from.map((x, i) => to[i]! - x) };
}

const rowsOf = (values: number[], d: number): number[][] =>
  Array.from({ length: values.length / d }, (_, i) => values.slice(i * d, (i + 1) * d));

describe('svgd', () => {
  it('has the force of the published five points', async () => {
    // An independent implementation: b = 1, N(0, 1).
    const points = [-1.1, -0.3, 0.2, 0.9, 1.6];
    const expected = [-0.039331549072085095, -0.02776259429974979, -0.10673090398037366, -0.2539225605515352, -0.16242144080362425]; // biome-ignore format: numbers
    const by = await moved(
      points.map((x) => [x]),
      { target: normal(1), method: svgd({ stepSize: 1, bandwidth: 1 }) },
    );
    expect(by).toEqual(expected.map((value) => expect.closeTo(value, 6)));
  });

  it('has the force of the double sum in three dimensions, far from the origin, with the rule of the median', async () => {
    const mean = [300, -200, 100];
    const target = gaussian({ mean, covariance: [[2, 0, 0], [0, 0.5, 0], [0, 0, 1]] }); // biome-ignore format: a matrix
    const start = gaussian({ mean, covariance: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] }); // biome-ignore format: a matrix
    const { from, by } = await moves({ count: 40, initial: start, target, method: svgd({ stepSize: 1 }) });
    const points = rowsOf(from, 3);
    const distances = points.flatMap((x, i) =>
      points.slice(0, i).map((y) => Math.hypot(...x.map((v, k) => v - y[k]!))),
    );
    distances.sort((a, b) => a - b);
    // 780 pairs: the median is the mean of the two in the middle.
    const median = (distances[389]! + distances[390]!) / 2;
    const precision = [0.5, 2, 1];
    const expected = force(points, (x) => x.map((v, k) => precision[k]! * (mean[k]! - v)), median ** 2 / Math.log(40));
    // Positions near 300 are rounded to 3e-5.
    expected.flat().forEach((value, i) => {
      expect(Math.abs(by[i]! - value)).toBeLessThan(1e-4);
    });
  });

  it('is gradient ascent for one particle, with either bandwidth', async () => {
    for (const bandwidth of ['median', 0.3] as const) {
      const method = svgd({ stepSize: 0.25, bandwidth });
      const setup: Setup = { count: 1, initial: at(3), target: normal(2, 1), method };
      expect((await positionsAfter(setup, 4))[0]).toBeCloseTo(1 + 2 * (1 - 0.25 / 2) ** 4, 6);
    }
  });

  it('lets two particles about the mean come to rest where 1 = e^(−4a²/b)(1 + 4/b)', async () => {
    // At ±a on N(0, 1): 2φ(a) = −a + k(a + 4a/b), k = exp(−4a²/b).
    const b = 0.7;
    const a = Math.sqrt((b / 4) * Math.log(1 + 4 / b));
    const setup: Setup = {
      count: 2,
      placement: 'quantiles',
      initial: normal(0.01),
      target: normal(1),
      method: svgd({ stepSize: 0.5, bandwidth: b }),
    };
    const [left, right] = await positionsAfter(setup, 120);
    expect(left).toBeCloseTo(-a, 5);
    expect(right).toBeCloseTo(a, 5);
  });

  it('only repels where the target is flat, with forces that sum to zero', async () => {
    const target = uniform({ bounds: [[-50, 50], [-50, 50]] }); // biome-ignore format: a box
    const method = svgd({ stepSize: 1, bandwidth: 2 });
    const { from, by } = await moves({ count: 60, initial: gaussian({ dimension: 2 }), target, method });
    const expected = force(rowsOf(from, 2), () => [0, 0], 2);
    expected.flat().forEach((value, i) => {
      expect(by[i]).toBeCloseTo(value, 6);
    });
    const total = by.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(total)).toBeLessThan(1e-4);
    const outwards = by.reduce((sum, value, i) => sum + value * from[i]!, 0);
    expect(outwards).toBeGreaterThan(1);
  });

  it('carries masses: a particle of two thirds counts for two of one third', async () => {
    const setup = { target: normal(1), method: svgd({ stepSize: 1, bandwidth: 1 }) };
    const [first, second] = await moved([[1], [2]], setup, [2 / 3, 1 / 3]);
    const three = await moved([[1], [1], [2]], setup);
    expect(three).toEqual([first, first, second].map((value) => expect.closeTo(value!, 6)));
  });

  it('underestimates the variance of N(0, 1): .964 with 100 particles and the rule of the median', async () => {
    const method = svgd({ stepSize: 0.5 });
    const x = await positionsAfter({ count: 100, initial: normal(0.5, 2), target: normal(1), method }, 400, {
      backend: FAST,
    });
    const { mean, covariance } = momentsOf(x);
    expect(Math.abs(mean[0]!)).toBeLessThan(1e-3);
    // .9639 by an independent implementation in float64, from two other starts.
    expect(covariance[0]![0]).toBeCloseTo(0.9639, 3);
  });

  it('comes to a Gaussian of the plane, plainly and with adagrad', async () => {
    const target = gaussian({ mean: [1, -2], covariance: [[1, 0.5], [0.5, 0.7]] }); // biome-ignore format: a matrix
    for (const [method, steps] of [
      [svgd({ stepSize: 0.3 }), 250],
      [svgd({ stepSize: 0.03, optimizer: 'adagrad' }), 250],
    ] as const) {
      const setup: Setup = { count: 200, initial: gaussian({ dimension: 2 }), target, method };
      // Adagrad, whose steps never get short, goes on within .02 of the mean.
      const { mean, covariance } = momentsOf(await positionsAfter(setup, steps, { backend: FAST }), 2);
      expect(Math.abs(mean[0]! - 1)).toBeLessThan(0.03);
      expect(Math.abs(mean[1]! + 2)).toBeLessThan(0.03);
      // The finite cloud is too narrow by a tenth at most.
      expect(covariance[0]![0]).toBeGreaterThan(0.85);
      expect(covariance[0]![0]).toBeLessThan(1.01);
      expect(covariance[0]![1]! / covariance[0]![0]!).toBeCloseTo(0.5, 1);
    }
  });

  it('moves by the rule of adagrad, whose first mean square is φ² itself', async () => {
    const setup: Setup = {
      count: 1,
      initial: at(3),
      target: normal(1),
      method: svgd({ stepSize: 0.1, optimizer: 'adagrad' }),
    };
    let [x, meanSquare] = [3, 9];
    for (let s = 0; s < 5; s++) {
      if (s > 0) meanSquare = 0.9 * meanSquare + 0.1 * x * x;
      x -= (0.1 * x) / (1e-6 + Math.sqrt(meanSquare));
    }
    expect((await positionsAfter(setup, 5))[0]).toBeCloseTo(x, 5);
  });

  it('counts a gradient a particle and a step, and says the bandwidth', async () => {
    const { world, ensemble } = await worldWith({ count: 7, initial: normal(1), target: normal(1), method: svgd() });
    await prepare(world);
    await step(world, { steps: 3 });
    expect(ensemble.gradientEvaluations).toBe(21);
    expect(ensemble.densityEvaluations).toBe(0);
    expect(ensemble.solver.bandwidth).toBeGreaterThan(0);
    disposeWorld(world);
  });

  it('moves particles that start in one place together', async () => {
    const setup: Setup = { count: 5, initial: at(2), target: normal(1), method: svgd({ stepSize: 0.5 }) };
    expect([...(await positionsAfter(setup, 3))]).toEqual(Array(5).fill(0.25));
  });

  it('keeps the modes that it starts with', async () => {
    const target = mixture({ means: [[-4], [4]], covariances: [[[0.25]], [[0.25]]] });
    const setup: Setup = { count: 80, initial: normal(0.5, 4), target, method: svgd({ stepSize: 0.2 }) };
    const x = await positionsAfter(setup, 60, { backend: FAST });
    expect(Math.min(...x)).toBeGreaterThan(2);
  });

  itKeepsTheContractOfAMethod(smallFunnel(svgd({ stepSize: 0.05 })), 5);
  itKeepsTheContractOfAMethod(smallFunnel(svgd({ stepSize: 0.05, bandwidth: 2, optimizer: 'adagrad' })), 5);

  it('refuses a bandwidth that is no size', () => {
    expect(() => svgd({ bandwidth: 0 })).toThrow(/^svgd\.bandwidth: must be/);
    // @ts-expect-error: no such rule
    expect(() => svgd({ bandwidth: 'mean' })).toThrow(/^svgd\.bandwidth: must be/);
  });
});
