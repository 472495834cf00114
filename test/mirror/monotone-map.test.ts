import { describe, expect, it } from 'vitest';
import { MonotoneMap } from '../../src/mirror/index.ts';
import { normalCdf, normalQuantile, normalTail } from '../../src/random/index.ts';
import { brenier, brenierSlope, mirrorFlowMap, quantiles } from './mixture.ts';

const normalWith = (mean: number, deviation: number) => ({
  value: (z: number) => mean + deviation * z,
  slope: () => deviation,
});
const standard = normalWith(0, 1);

describe('the normal law', () => {
  // Abramowitz & Stegun, table 26.1 and 26.2; the far tails from their asymptotic series.
  it.each([
    [0, 0.5],
    [1, 0.15865525393145705],
    [2.5, 0.006209665325776132],
    [5, 2.866515718791939e-7],
    [10, 7.619853024160527e-24],
  ])('has the tail P(Z > %s) = %s', (z, tail) => {
    expect(normalTail(z) / tail).toBeCloseTo(1, 12);
    expect(normalQuantile(1 - tail, tail)).toBeCloseTo(z, 9);
    expect(normalQuantile(tail, 1 - tail)).toBeCloseTo(-z, 9);
  });

  it('has a quantile that inverts its distribution function', () => {
    for (let p = 0.005; p < 1; p += 0.01) expect(normalCdf(normalQuantile(p, 1 - p))).toBeCloseTo(p, 13);
  });
});

describe('the monotone map', () => {
  it('is affine for a normal law, in the tails too', () => {
    const points = Float64Array.from({ length: 4000 }, (_, i) => 3 + 2 * normalQuantile((i + 0.5) / 4000, 1 - (i + 0.5) / 4000)); // biome-ignore format: one line
    const map = new MonotoneMap(points, normalWith(-1, 0.5));
    for (const x of [-3, 0, 3, 5, 9]) {
      expect(map.gradient(x)).toBeCloseTo(-1 + 0.25 * (x - 3), 1.5);
      expect(Math.abs(map.hessian(x) / 0.25 - 1)).toBeLessThan(x === 3 || x === 5 ? 0.01 : 0.12);
    }
  });

  it('finds the Brenier map of a mixture, better with more particles', () => {
    const errorsOf = (count: number): [number, number] => {
      const map = new MonotoneMap(quantiles(count), standard);
      const at = [-1.5, -1, -0.3, 0.4, 1, 2];
      const worst = (f: (x: number) => number) => Math.max(...at.map((x) => Math.abs(f(x))));
      return [worst((x) => map.gradient(x) - brenier(x)), worst((x) => map.hessian(x) / brenierSlope(x) - 1)];
    };
    const [few, many] = [errorsOf(1000), errorsOf(30_000)];
    expect(few[0]).toBeLessThan(0.12);
    expect(many[0]).toBeLessThan(0.04);
    expect(few[1]).toBeLessThan(0.2);
    expect(many[1]).toBeLessThan(0.08);
  });

  it('increases, has its own derivative and its own inverse, also far out and across a gap', () => {
    const twoClusters = Float64Array.from({ length: 200 }, (_, i) => (i % 2 ? 100 : -100) + Math.sin(i));
    const map = new MonotoneMap(twoClusters, standard, 0.5);
    for (let x = -400; x <= 400; x += 7.3) {
      expect(map.gradient(x + 0.1)).toBeGreaterThan(map.gradient(x));
      const slope = (map.gradient(x + 1e-4) - map.gradient(x - 1e-4)) / 2e-4;
      expect(Math.abs(map.hessian(x) / slope - 1)).toBeLessThan(1e-3);
      expect(map.gradient(map.inverse(map.gradient(x)))).toBeCloseTo(map.gradient(x), 10);
    }
    for (const y of [-50, -3, 0, 2.2, 80]) expect(map.gradient(map.inverse(y))).toBeCloseTo(y, 9);
  });

  it('refuses what has no density', () => {
    expect(() => new MonotoneMap([1, 1, 1], standard)).toThrow(/one point/);
    expect(() => new MonotoneMap([0, 1, 2], standard, 1e-9)).toThrow(/bandwidth must be at least/);
    expect(() => new MonotoneMap([0, Number.NaN], standard)).toThrow(/NaN/);
  });
});

describe('the finite differences that the diffusion is tested against', () => {
  // Finite differences with 481 and 961 nodes, Richardson extrapolation, LSODA.
  it('agree with a finer solution at t = 1', () => {
    const map = mirrorFlowMap(1);
    const expected = [
      -1.4618271091929966, -0.5737022499806828, 0.309845323340848, 0.9428752066825465, 1.8973256707453439,
    ];
    [-1.5, -0.5, 0, 0.5, 1.5].forEach((y, i) => {
      expect(Math.abs(map(y) - expected[i]!)).toBeLessThan(1e-3);
    });
  });
});
