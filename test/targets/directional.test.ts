import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { measure } from '../../src/metrics/index.ts';
import { vonMises, vonMisesFisher, wrapAngle } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

describe('von Mises-Fisher', () => {
  it('has the mean length coth κ − 1/κ on S², and the moments of a quadrature over the angle in any dimension', () => {
    for (const concentration of [0.01, 1, 7, 300]) {
      const { mean } = vonMisesFisher({ dimension: 3, concentration }).moments!;
      expect(mean[2]).toBeCloseTo(1 / Math.tanh(concentration) - 1 / concentration, 10);
    }
    for (const [d, concentration] of [
      [2, 0.7],
      [4, 3],
      [6, 25],
    ] as const) {
      const sums = [0, 0, 0];
      for (let k = 0; k < 20_000; k++) {
        const angle = (Math.PI * (k + 0.5)) / 20_000;
        const weight = Math.exp(concentration * (Math.cos(angle) - 1)) * Math.sin(angle) ** (d - 2);
        for (const power of [0, 1, 2]) sums[power]! += weight * Math.cos(angle) ** power;
      }
      const [mass, first, second] = sums as [number, number, number];
      const { mean, covariance } = vonMisesFisher({ dimension: d, concentration }).moments!;
      expect(mean[d - 1]).toBeCloseTo(first / mass, 8);
      expect(covariance[d - 1]![d - 1]).toBeCloseTo(second / mass - (first / mass) ** 2, 8);
      expect(covariance[0]![0]).toBeCloseTo((1 - second / mass) / (d - 1), 8);
    }
  });

  it('without concentration is uniform: mean 0, covariance I/d', () => {
    const { mean, covariance } = vonMisesFisher({ dimension: 4, concentration: 0 }).moments!;
    expect(mean).toEqual([0, 0, 0, 0]);
    expect(covariance[1]).toEqual([0, 0.25, 0, 0]);
  });

  it.each([2, 3, 5])('samples unit vectors of R^%d around a direction, however concentrated', (d) => {
    for (const concentration of [0, 1e-8, 2, 1e4]) {
      const meanDirection = Array.from({ length: d }, (_, i) => (i % 2 === 0 ? 3 : -1));
      const target = vonMisesFisher({ meanDirection, concentration });
      const values = target.sample!(400, 'unit');
      const length = Math.hypot(...meanDirection);
      let along = 0;
      for (let i = 0; i < values.length; i += d) {
        const row = values.subarray(i, i + d);
        expect(Math.hypot(...row)).toBeCloseTo(1, 6);
        along += row.reduce((sum, value, k) => sum + (value * meanDirection[k]!) / length, 0) / 400;
      }
      // κ(1 − μ·x) tends to a Gamma law of the shape (d − 1)/2; five standard errors of the mean of 400.
      const shape = (d - 1) / 2;
      if (concentration === 1e4) expect(Math.abs((1 - along) * 1e4 - shape)).toBeLessThan(0.25 * Math.sqrt(shape));
    }
  });

  it('also around the first axis and its opposite', () => {
    for (const sign of [1, -1]) {
      const values = vonMisesFisher({ meanDirection: [sign, 0, 0], concentration: 1e5 }).sample!(10, 'axis');
      for (let i = 0; i < 30; i += 3) expect(values[i]).toBeCloseTo(sign, 3);
    }
  });

  it('is a unit direction times κ, of whatever length the direction was given', () => {
    const one = vonMisesFisher({ meanDirection: [0.6, 0.8], concentration: 2 });
    const other = vonMisesFisher({ meanDirection: [6, 8], concentration: 2 });
    expect(other.sample!(5, 'length')).toEqual(one.sample!(5, 'length'));
  });
});

describe('von Mises', () => {
  it.each([
    [0.5, 2],
    [3, 1.5],
    [-3, 4],
    [Math.PI, 30],
    [1, 0],
    [-2, 0.3],
  ])('around %d with κ = %d has the moments of its angle in (−π, π]', (centre, concentration) => {
    const sums = [0, 0, 0];
    const cells = 200_000;
    for (let k = 0; k < cells; k++) {
      const angle = Math.PI * ((2 * k + 1) / cells - 1);
      const weight = Math.exp(concentration * (Math.cos(angle - centre) - 1));
      for (const power of [0, 1, 2]) sums[power]! += weight * angle ** power;
    }
    const [mass, first, second] = sums as [number, number, number];
    const { mean, covariance } = vonMises({ mean: [centre], concentration }).moments!;
    expect(mean[0]).toBeCloseTo(first / mass, 7);
    expect(covariance[0]![0]).toBeCloseTo(second / mass - (first / mass) ** 2, 7);
  });

  it.each([
    [0.5, 2],
    [3, 1.5],
    [-3, 4],
    [Math.PI, 300],
  ])('around %d with κ = %d has the quantiles of its angle, ascending', (centre, concentration) => {
    const target = vonMises({ mean: [centre], concentration });
    const cells = 200_000;
    const weight = (angle: number): number => Math.exp(concentration * (Math.cos(angle - centre) - 1));
    let mass = 0;
    const below = new Map([0.1, 0.4, 0.7, 0.95].map((u) => [u, 0]));
    for (let k = 0; k < cells; k++) {
      const angle = Math.PI * ((2 * k + 1) / cells - 1);
      mass += weight(angle);
      for (const [u, sum] of below) if (angle < target.quantile!(u)) below.set(u, sum + weight(angle));
    }
    for (const [u, sum] of below) expect(Math.abs(sum / mass - u)).toBeLessThan(3e-4);
  });

  it('narrow: has the variance 1/κ', () => {
    const { mean, covariance } = vonMises({ mean: [1, 4], concentration: 1e5 }).moments!;
    expect(mean[1]).toBeCloseTo(wrapAngle(4), 10);
    expect(covariance[0]![0]! * 1e5).toBeCloseTo(1, 4);
  });

  it('samples angles in (−π, π], also at the cut and in float32', () => {
    for (const angle of vonMises({ mean: [Math.PI], concentration: 1e6 }).sample!(2000, 'cut')) {
      expect(angle > -Math.PI && angle <= Math.PI).toBe(true);
      expect(Math.abs(angle)).toBeGreaterThan(3.13);
    }
  });

  it('has exact samples at the floor of every metric, also at the cut', () => {
    const target = vonMises({ mean: [Math.PI, 0], concentration: 3 });
    const positions = target.sample!(1000, 'cloud');
    for (const { value, floor } of Object.values(measure({ positions, dimension: 2 }, target))) {
      expect(value).toBeLessThan(4 * floor!);
    }
  });
});

describe('bad parameters', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => vonMisesFisher({}), /^von-mises-fisher: needs a meanDirection or a dimension$/],
    ['no direction', () => vonMisesFisher({ meanDirection: [0, 0] }), /^von-mises-fisher.meanDirection: must not be 0/],
    ['the line', () => vonMisesFisher({ dimension: 1 }), /dimension: must be at least 2, got 1$/],
    [
      'sizes that differ',
      () => vonMisesFisher({ meanDirection: [1, 0], dimension: 3 }),
      /must agree, got 2 and 3 coordinates$/,
    ],
    [
      'a negative concentration',
      () => vonMises({ concentration: -1 }),
      /^von-mises.concentration: must be at least 0, got -1$/,
    ],
    ['means of another size', () => vonMises({ mean: [1], dimension: 2 }), /must agree, got 1 and 2 coordinates$/],
  ])('are refused: %s', (_what, build, message) => {
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });
});
