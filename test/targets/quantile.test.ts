import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { normalCdf, normalTail } from '../../src/random/index.ts';
import {
  custom,
  doubleWell,
  empirical,
  gaussian,
  mixture,
  quartic,
  studentMixture,
  type Target,
} from '../../src/targets/index.ts';

const probabilities = [1e-9, 1e-4, 0.02, 0.3, 0.5, 0.61, 0.97, 1 - 1e-4, 1 - 1e-9];
const student = (degreesOfFreedom: number) => studentMixture({ means: [[1]], scale: 2, degreesOfFreedom });

describe('quantiles on the line', () => {
  it('of a Gaussian', () => {
    const { quantile } = gaussian({ mean: [3], covariance: [[4]] });
    for (const u of probabilities) {
      const z = (quantile!(u) - 3) / 2;
      const [probability, wanted] = u < 0.5 ? [normalCdf(z), u] : [normalTail(z), 1 - u];
      expect(probability / wanted).toBeCloseTo(1, 9);
    }
  });

  it('of a Gaussian mixture, in the tails and in the gap between two modes', () => {
    const target = mixture({ means: [[-5], [4]], weights: [0.3, 0.7], covariances: [[[0.25]], [[1]]] });
    for (const u of [...probabilities, 0.3 - 1e-7, 0.3 + 1e-7]) {
      const x = target.quantile!(u);
      const below = 0.3 * normalCdf((x + 5) / 0.5) + 0.7 * normalCdf(x - 4);
      const above = 0.3 * normalCdf(-(x + 5) / 0.5) + 0.7 * normalCdf(4 - x);
      expect(u < 0.5 ? below / u : above / (1 - u)).toBeCloseTo(1, 8);
    }
  });

  it('of Student, by the closed forms for ν = 1 and ν = 2', () => {
    for (const u of probabilities) {
      const cauchy = u === 0.5 ? 0 : -1 / Math.tan(Math.PI * u);
      expect((student(1).quantile!(u) - 1) / 2 / (cauchy || 1)).toBeCloseTo(cauchy ? 1 : 0, 6);
      const two = (2 * u - 1) / Math.sqrt(2 * u * (1 - u));
      expect((student(2).quantile!(u) - 1) / 2 / (two || 1)).toBeCloseTo(two ? 1 : 0, 6);
    }
  });

  it('of Student for many degrees of freedom, by quadrature of its density', () => {
    for (const nu of [3, 9, 40, 100]) {
      const density = (t: number): number => (1 + (t * t) / nu) ** (-(nu + 1) / 2);
      const integral = (from: number, to: number): number => {
        const cells = 20_000;
        const h = (to - from) / cells;
        let sum = 0;
        for (let k = 0; k < cells; k++) sum += h * density(from + (k + 0.5) * h);
        return sum;
      };
      const whole = 2 * integral(0, 400);
      for (const u of [0.55, 0.8, 0.99]) {
        const t = (student(nu).quantile!(u) - 1) / 2;
        expect(0.5 + integral(0, t) / whole).toBeCloseTo(u, 5);
        expect((student(nu).quantile!(1 - u) - 1) / 2).toBeCloseTo(-t, 9);
      }
    }
  });

  it('of quartic wells, by the moments that they add up to', () => {
    for (const target of [quartic(), doubleWell({ b: 2, c: 0.4, a: 0.7 })]) {
      const count = 20_000;
      const values = Array.from({ length: count }, (_, i) => target.quantile!((i + 0.5) / count));
      const mean = values.reduce((sum, x) => sum + x, 0) / count;
      expect(mean).toBeCloseTo(target.moments!.mean[0]!, 4);
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
      expect(variance).toBeCloseTo(target.moments!.covariance[0]![0]!, 3);
    }
  });

  it('of points, step by step, in any order and with weights', () => {
    const { quantile } = empirical({ points: [[3], [-1], [2]], weights: [0.2, 0.5, 0.3] });
    expect([0.01, 0.49, 0.51, 0.79, 0.81, 0.99].map((u) => quantile!(u))).toEqual([-1, -1, 2, 2, 3, 3]);
  });

  it('ascend', () => {
    const targets: Target[] = [
      quartic(),
      doubleWell({ b: 6 }),
      mixture({ means: [[-3], [0], [3]], scale: 0.2 }),
      studentMixture({ means: [[-3], [3]], scale: 1 }),
    ];
    for (const { quantile } of targets) {
      let last = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < 500; i++) {
        const x = quantile!((i + 0.5) / 500);
        expect(x).toBeGreaterThan(last);
        last = x;
      }
    }
  });

  it('are only there in one dimension, and only between 0 and 1', () => {
    for (const target of [gaussian({ dimension: 2 }), quartic({ dimension: 2 }), empirical({ points: [[0, 1]] })])
      expect(target.quantile).toBeUndefined();
    for (const target of [gaussian({ dimension: 1 }), quartic(), custom({ ...given, dimension: 1 })])
      for (const u of [0, 1, -0.1, Number.NaN]) {
        expect(() => target.quantile!(u)).toThrow(InputError);
        expect(() => target.quantile!(u)).toThrow(/must lie between 0 and 1/);
      }
    expect(() => custom({ ...given, dimension: 2 })).toThrow(
      'custom.quantile: is for dimension 1, got it with dimension 2',
    );
  });
});

const given = { logDensity: quartic().logDensity, quantile: (u: number) => u };
