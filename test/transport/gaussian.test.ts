import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { gaussianTransport, ipfpGaussian } from '../../src/transport/index.ts';
import { bures, gaussians, ipfp } from './reference.ts';

const expectMatrix = (actual: number[][], expected: number[][], digits = 9) =>
  actual.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[i]![j]!, digits);
    });
  });

describe('Gaussian closed forms', () => {
  test.each(gaussians)('OT, S and the map at epsilon $epsilon', ({ a, b, epsilon, value, divergence, map }) => {
    const transport = gaussianTransport(a, b, { epsilon });
    expect(transport.value).toBeCloseTo(value, 9);
    expect(transport.divergence).toBeCloseTo(divergence, 9);
    expectMatrix(transport.map.matrix, map);
    transport.map.apply(a.mean).forEach((coordinate, k) => {
      expect(coordinate).toBeCloseTo(b.mean[k]!, 12);
    });
  });

  test('the cost |x − y|² at ε is twice ½|x − y|² at ε/2', () => {
    const { a, b } = bures;
    const full = gaussianTransport(a, b, { epsilon: 0.6, cost: 'squared' });
    const half = gaussianTransport(a, b, { epsilon: 0.3 });
    expect(full.value).toBeCloseTo(2 * half.value, 12);
    expect(full.divergence).toBeCloseTo(2 * half.divergence, 12);
    expectMatrix(full.map.matrix, half.map.matrix, 12);
    // Independent value of the same convention: N(0, 1) to N(1, 4) at ε = .5.
    const line = gaussianTransport(
      { mean: [0], covariance: [[1]] },
      { mean: [1], covariance: [[4]] },
      { epsilon: 0.5, cost: 'squared' },
    );
    expect(line.value).toBeCloseTo(2.7776703452634943, 9);
    expect(line.divergence).toBeCloseTo(1.9980546189148471, 9);
  });

  test('ε = 0: W₂² and the Bures map, and A Σ A = Θ', () => {
    const transport = gaussianTransport(bures.a, bures.b);
    expect(transport.wassersteinSquared).toBeCloseTo(bures.wassersteinSquared, 9);
    expect(transport.value).toBeCloseTo(bures.wassersteinSquared / 2, 9);
    expect(transport.divergence).toBeCloseTo(bures.wassersteinSquared / 2, 9);
    expectMatrix(transport.brenier.matrix, bures.matrix);
    expectMatrix(transport.map.matrix, bures.matrix);
  });

  test('S_ε − ½W₂² falls as ε², OT_ε − ½W₂² does not', () => {
    const gap = (epsilon: number) => {
      const { divergence, wassersteinSquared } = gaussianTransport(bures.a, bures.b, { epsilon });
      return Math.abs(divergence - wassersteinSquared / 2);
    };
    const order = Math.log2(gap(0.02) / gap(0.01));
    expect(order).toBeGreaterThan(1.9);
    expect(order).toBeLessThan(2.1);
  });

  test('ε → ∞ gives half the squared distance of the means', () => {
    expect(gaussianTransport(bures.a, bures.b, { epsilon: 1e7 }).divergence).toBeCloseTo(0.625, 6);
  });

  test('a Dirac and a singular covariance', () => {
    const dirac = {
      mean: [1, 2],
      covariance: [
        [0, 0],
        [0, 0],
      ],
    };
    expect(gaussianTransport(dirac, dirac, { epsilon: 0.3 })).toMatchObject({ value: 0, divergence: 0 });
    expect(gaussianTransport(dirac, bures.a, { epsilon: 0.3 }).value).toBeCloseTo(0.5 * (5 + 1.5), 12);
    const flat = {
      mean: [0, 0],
      covariance: [
        [1, 0],
        [0, 0],
      ],
    };
    expectMatrix(
      gaussianTransport(flat, {
        ...flat,
        covariance: [
          [4, 0],
          [0, 0],
        ],
      }).brenier.matrix,
      [
        [2, 0],
        [0, 0],
      ],
    );
  });

  test('what does not fit is said in one line', () => {
    const a = { mean: [0], covariance: [[1]] };
    expect(() => gaussianTransport(a, bures.a)).toThrow(InputError);
    expect(() => gaussianTransport(a, { mean: [0], covariance: [[-1]] })).toThrow('positive semi-definite');
    expect(() => gaussianTransport(a, a, { epsilon: -1 })).toThrow('epsilon is -1');
    expect(() => gaussianTransport(a, { mean: [0] } as never)).toThrow(
      new InputError('b.covariance must be a matrix [d, d]'),
    );
    expect(() => gaussianTransport(a, { covariance: [[1]] } as never)).toThrow(
      new InputError('b.mean must be an array of numbers'),
    );
    expect(() =>
      gaussianTransport(
        {
          mean: [0, 1],
          covariance: [
            [1, 2],
            [0, 1],
          ],
        },
        bures.a,
      ),
    ).toThrow('symmetric');
  });
});

describe('Gaussian IPFP', () => {
  test('the first marginal after five steps', () => {
    const start = gaussianTransport({ mean: ipfp.startMean, covariance: ipfp.startCovariance }, ipfp.second).brenier;
    const path = ipfpGaussian(ipfp.first, ipfp.second, {
      epsilon: ipfp.epsilon,
      steps: ipfp.steps,
      start: { matrix: start.matrix, vector: start.offset },
    });
    expect(path).toHaveLength(ipfp.steps);
    const last = path.at(-1)!;
    last.mean.forEach((value, k) => {
      expect(value).toBeCloseTo(ipfp.mean[k]!, 9);
    });
    last.covariance.flat().forEach((value, k) => {
      expect(value).toBeCloseTo(ipfp.covariance[k]!, 9);
    });
  });
});
