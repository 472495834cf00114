import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { referenceLaw } from '../../src/mirror/index.ts';
import { lineReference } from '../../src/mirror/line-reference.ts';
import { normalCdf } from '../../src/random/index.ts';
import { gaussian } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';
import { cdf } from './mixture.ts';

beforeAll(() => testBackend());

const mixture = { type: 'mixture', weights: [0.3, 0.7], means: [[-1], [1]], covariances: [[[0.25]], [[0.64]]] };

describe('a reference on the line', () => {
  it.each([
    ['Gaussian', { type: 'gaussian', mean: [1], covariance: [[4]] }, (y: number) => normalCdf((y - 1) / 2)],
    ['uniform', { type: 'uniform', low: -1, high: 3 }, (y: number) => (y + 1) / 4],
    ['mixture', mixture, cdf],
  ] as const)('is the image of N(0, 1): %s', (_, specification, distribution) => {
    const { value, slope, normalScore } = lineReference(referenceLaw(specification as never, 1));
    for (let z = -5.05; z <= 5; z += 0.31) {
      expect(distribution(value(z))).toBeCloseTo(normalCdf(z), 5);
      expect(slope(z)).toBeGreaterThan(0);
      // The table of the mixture has nodes .01 apart.
      expect(Math.abs(slope(z) / ((value(z + 0.01) - value(z - 0.01)) / 0.02) - 1)).toBeLessThan(0.03);
      expect(normalScore(value(z))).toBeCloseTo(z, 7);
    }
  });

  it('is smoothed where only points are known', () => {
    const points = [...gaussian({ dimension: 1 }).sample!(4000, 'points')].map((x) => [2 + 0.5 * x]);
    const { value, slope, normalScore } = lineReference(referenceLaw({ type: 'empirical', points } as never, 1));
    for (const z of [-1.5, 0, 1.5]) {
      // 20 other samples: up to .048 and .069.
      expect(Math.abs(value(z) - (2 + 0.5 * z))).toBeLessThan(0.08);
      expect(Math.abs(slope(z) - 0.5)).toBeLessThan(0.15);
      expect(normalScore(value(z))).toBeCloseTo(z, 8);
    }
  });

  it('lies on the line', () => {
    expect(() => lineReference(referenceLaw({ type: 'gaussian' }, 2))).toThrow(
      new InputError('estimator: monotone needs dimension 1, got 2'),
    );
  });
});

describe('the score of a reference', () => {
  it.each([
    ['Gaussian', { type: 'gaussian', mean: [1, 0], covariance: [[2, 0.5], [0.5, 1]] }],
    ['uniform', { type: 'uniform', low: -1, high: [1, 2] }],
    ['mixture', { type: 'mixture', weights: [0.3, 0.7], means: [[-1, 0], [1, 1]], scale: 0.8 }],
  ])('is −∇g: %s', async (name, specification) => {
    const { score, gaussian: moments } = referenceLaw(specification as never, 2);
    const [x, y] = [0.3, -0.4];
    const computed = [...(await score!(Float64Array.of(x, y)))];
    const centred = [x - moments.mean[0]!, y - moments.mean[1]!];
    // By hand: −Θ⁻¹(y − ν); 0; the mean of (m_k − y)/.64 under the weights of the components at y.
    const share = 0.3 * Math.exp(-0.5 * ((x + 1) ** 2 + y ** 2) / 0.64);
    const other = 0.7 * Math.exp(-0.5 * ((x - 1) ** 2 + (y - 1) ** 2) / 0.64);
    const p = share / (share + other);
    const expected = {
      Gaussian: [-(centred[0]! - 0.5 * centred[1]!) / 1.75, -(2 * centred[1]! - 0.5 * centred[0]!) / 1.75],
      uniform: [0, 0],
      mixture: [(p * -1 + (1 - p) - x) / 0.64, (1 - p - y) / 0.64],
    }[name]!;
    computed.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 5);
    });
  });
}); // biome-ignore format: matrices
