import { describe, expect, it } from 'vitest';
import type { GaussianLaw, QuadraticEnergy } from '../../src/bures/index.ts';
import {
  gaussianCollapseTime,
  gaussianEntropicJkoStep,
  gaussianSinkhornJkoStep,
  gaussianSinkhornPotentialFlow,
  haveCommonDirections,
} from '../../src/sinkhorn-gaussian/index.ts';

const onLine = (mean: number, variance: number): GaussianLaw => ({ mean: [mean], covariance: [[variance]] });
const well = (curvature: number, { at = 0, temperature = 0, attraction = 0 } = {}): QuadraticEnergy => ({
  mean: [at],
  precision: [[curvature]],
  temperature,
  attraction,
});
const momentsOf = ({ mean, covariance }: { mean: number[]; covariance: number[][] }) => ({
  mean: mean[0]!,
  variance: covariance[0]![0]!,
});

const repeated = <T>(count: number, start: T, next: (value: T) => T): T =>
  Array.from({ length: count }).reduce<T>((value) => next(value), start);

/** The solution of f(x) = 0 where f changes its sign once. */
function root(f: (x: number) => number, low: number, high: number): number {
  const rising = f(high) > 0;
  let [a, b] = [low, high];
  for (let i = 0; i < 300; i++) {
    const middle = 0.5 * (a + b);
    if (f(middle) > 0 === rising) b = middle;
    else a = middle;
  }
  return 0.5 * (a + b);
}

/** s² of the law whose coefficients have the variance A: the product of the densities N(0, A) and N(0, A + ε/2). */
const varianceOfCoefficients = (a: number, epsilon: number) => (a * (a + epsilon / 2)) / (2 * a + epsilon / 2);

/** The step from the conditions of optimality as they stand, by bisection in A. */
function jkoVarianceByConditions(variance: number, curvature: number, tau: number, epsilon: number): number {
  const g = (2 * tau * curvature) / epsilon;
  const fault = (a: number): number => {
    const precision = 1 / variance - 1 / (1 / (1 / a + g) + epsilon / 2);
    return precision / (1 + (precision * epsilon) / 2) + g - 1 / (a + epsilon / 2);
  };
  return varianceOfCoefficients(root(fault, 1e-14, 100), epsilon);
}

describe('the Sinkhorn potential flow of Gaussians', () => {
  it('records: V = x²/2, ε = .2, from N(.8, .5²) at t = .5; collapse', () => {
    const end = momentsOf(gaussianSinkhornPotentialFlow(onLine(0.8, 0.25), well(1), { epsilon: 0.2, time: 0.5 }));
    expect(end.variance).toBeCloseTo(0.08615146776444715, 12);
    expect(end.mean).toBeCloseTo(0.4852245277701068, 12);
    expect(gaussianCollapseTime(onLine(0.8, 0.25), well(1), 0.2)).toBeCloseTo(1.1562191706363762, 12);
  });

  it('record with entropy: λ = .2, ε = .1, from N(.5, .3²) at t = .5', () => {
    const options = { epsilon: 0.1, time: 0.5 };
    const end = gaussianSinkhornPotentialFlow(onLine(0.5, 0.09), well(1, { temperature: 0.2 }), options);
    expect(momentsOf(end).variance).toBeCloseTo(0.16031271781807868, 10);
    expect(momentsOf(end).mean).toBeCloseTo(0.5 * Math.exp(-0.5), 12);
  });

  it('ends at the collapse time, at whatever time it is', () => {
    const [law, energy] = [onLine(-1, 0.7), well(0.6, { at: 2, attraction: 0.5 })];
    const time = gaussianCollapseTime(law, energy, 0.3);
    const before = momentsOf(gaussianSinkhornPotentialFlow(law, energy, { epsilon: 0.3, time: 0.99 * time }));
    const after = momentsOf(gaussianSinkhornPotentialFlow(law, energy, { epsilon: 0.3, time: 1.01 * time }));
    expect(before.variance).toBeGreaterThan(1e-4);
    expect(after.variance).toBe(0);
    expect(after.mean).toBeCloseTo(2 - 3 * Math.exp(-0.6 * 1.01 * time), 12);
    expect(gaussianCollapseTime(law, well(0), 0.3)).toBe(Number.POSITIVE_INFINITY);
    expect(gaussianCollapseTime(law, well(1, { temperature: 0.1 }), 0.3)).toBe(Number.POSITIVE_INFINITY);
    expect(gaussianCollapseTime(onLine(1, 0), well(1), 0.3)).toBe(0);
  });

  it('goes to the Ornstein-Uhlenbeck process as ε → 0, to N(0, T/λ) as t → ∞, and leaves a Dirac', () => {
    const energy = well(2, { temperature: 0.4 });
    const early = gaussianSinkhornPotentialFlow(onLine(0, 0.1), energy, { epsilon: 1e-6, time: 0.3 });
    expect(momentsOf(early).variance).toBeCloseTo(0.2 + (0.1 - 0.2) * Math.exp(-4 * 0.3), 9);
    const late = gaussianSinkhornPotentialFlow(onLine(0, 0), energy, { epsilon: 0.5, time: 30 });
    expect(momentsOf(late).variance).toBeCloseTo(0.2, 9);
    const dirac = gaussianSinkhornPotentialFlow(onLine(0, 0), well(0, { temperature: 1 }), {
      epsilon: 0.5,
      time: 1e-6,
    });
    // At first s⁴ = εTt.
    expect(momentsOf(dirac).variance / Math.sqrt(0.5e-6)).toBeCloseTo(1, 2);
  });

  it('turns with the coordinates, each direction on its own', () => {
    const angle = 0.7;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const turned = (one: number, other: number) => [
      [c * c * one + s * s * other, c * s * (one - other)],
      [c * s * (one - other), s * s * one + c * c * other],
    ];
    const law = { mean: [1 + c * 0.8, -1 + s * 0.8], covariance: turned(0.25, 0.04) };
    const energy = { mean: [1, -1], precision: turned(1, 3), temperature: 0 };
    const end = gaussianSinkhornPotentialFlow(law, energy, { epsilon: 0.2, time: 0.5 });
    const other = gaussianSinkhornPotentialFlow(onLine(0, 0.04), well(3), { epsilon: 0.2, time: 0.5 });
    const expected = turned(0.08615146776444715, momentsOf(other).variance);
    end.covariance.flat().forEach((value, k) => {
      expect(value).toBeCloseTo(expected.flat()[k]!, 12);
    });
    expect(end.mean[0]).toBeCloseTo(1 + c * 0.4852245277701068, 12);
    expect(end.mean[1]).toBeCloseTo(-1 + s * 0.4852245277701068, 12);
  });
});

describe('a Sinkhorn JKO step of Gaussians', () => {
  it('records: ten steps of .05', () => {
    const step = (law: GaussianLaw) => gaussianSinkhornJkoStep(law, well(1), { epsilon: 0.2, stepSize: 0.05 });
    const end = momentsOf(step(repeated(9, onLine(0.8, 0.25), step)));
    expect(end.variance).toBeCloseTo(0.08845221799647944, 10);
    expect(end.mean).toBeCloseTo(0.49113060283260734, 12);
  });

  it.each([
    { variance: 0.25, curvature: 1, tau: 0.05, epsilon: 0.2 },
    { variance: 0.03, curvature: 0.5, tau: 0.2, epsilon: 0.5 },
    { variance: 2, curvature: 3, tau: 0.7, epsilon: 0.1 },
    { variance: 0.4, curvature: 0.01, tau: 5, epsilon: 2 },
  ])('is the solution of the conditions of optimality: $variance, $curvature, $tau, $epsilon', (problem) => {
    const { variance, curvature, tau, epsilon } = problem;
    const step = gaussianSinkhornJkoStep(onLine(0, variance), well(curvature), { epsilon, stepSize: tau });
    expect(momentsOf(step).variance).toBeCloseTo(jkoVarianceByConditions(variance, curvature, tau, epsilon), 10);
  });

  it('makes a Dirac where s² ≤ λτε/2, and only there', () => {
    const options = { epsilon: 0.4, stepSize: 0.3 };
    const limit = 0.5 * 2 * 0.3 * 0.4;
    const below = gaussianSinkhornJkoStep(onLine(1, 0.999 * limit), well(2), options);
    expect(momentsOf(below)).toEqual({ variance: 0, mean: 1 / 1.6 });
    const above = momentsOf(gaussianSinkhornJkoStep(onLine(1, 1.001 * limit), well(2), options));
    expect(above.variance).toBeGreaterThan(0);
    expect(above.variance).toBeCloseTo(jkoVarianceByConditions(1.001 * limit, 2, 0.3, 0.4), 10);
  });

  it('has the flow as its limit, with attraction and entropy', () => {
    const energy = well(0.8, { at: 0.3, temperature: 0.25, attraction: 0.4 });
    const exact = momentsOf(gaussianSinkhornPotentialFlow(onLine(1, 0.1), energy, { epsilon: 0.3, time: 1 }));
    const errorAt = (count: number): number => {
      const step = (law: GaussianLaw) => gaussianSinkhornJkoStep(law, energy, { epsilon: 0.3, stepSize: 1 / count });
      return momentsOf(step(repeated(count - 1, onLine(1, 0.1), step))).variance - exact.variance;
    };
    expect(errorAt(40) / errorAt(80)).toBeCloseTo(2, 1);
    expect(Math.abs(errorAt(640))).toBeLessThan(1e-4);
  });
});

describe('an entropic JKO step of Gaussians', () => {
  const options = { epsilon: 0.1, stepSize: 0.05 };

  it('records: one step of each kind, and where the fixed reference stands still', () => {
    const step = (reference: 'product' | 'fixed') => (law: GaussianLaw) =>
      gaussianEntropicJkoStep(law, well(1), { ...options, reference });
    expect(momentsOf(step('product')(onLine(0, 0.25))).variance).toBeCloseTo(0.17913832199546487, 12);
    expect(momentsOf(step('fixed')(onLine(0, 0.25))).variance).toBeCloseTo(0.2743764172335601, 12);
    const end = repeated<GaussianLaw>(400, onLine(0, 0), step('fixed')) as { mean: number[]; covariance: number[][] };
    expect(momentsOf(end).variance).toBeCloseTo(0.5121951219512191, 12);
  });

  it('without a potential sharpens and blurs by ε/2', () => {
    for (const [reference, variance] of [
      ['product', 0.2],
      ['fixed', 0.3],
    ] as const) {
      const end = gaussianEntropicJkoStep(onLine(0.4, 0.25), well(0), { ...options, stepSize: 7, reference });
      expect(momentsOf(end)).toEqual({ mean: 0.4, variance: expect.closeTo(variance, 12) });
    }
  });

  it('the entropy that makes up for it, T = ε/2τ, takes one to the other', () => {
    const sharp = gaussianEntropicJkoStep(onLine(1, 0.3), well(1, { temperature: 1 }), {
      ...options,
      reference: 'product',
    });
    const blurred = gaussianEntropicJkoStep(onLine(1, 0.3), well(1), { ...options, reference: 'fixed' });
    expect(momentsOf(sharp).variance).toBeCloseTo(momentsOf(blurred).variance, 10);
  });

  it('product: a Dirac once s² ≤ ε(1 + λτ)/2', () => {
    const from = (variance: number) =>
      momentsOf(gaussianEntropicJkoStep(onLine(1, variance), well(1), { ...options, reference: 'product' }));
    expect(from(0.0524)).toEqual({ variance: 0, mean: 1 / 1.05 });
    expect(from(0.0526).variance).toBeGreaterThan(0);
  });
});

describe('bad input', () => {
  const law = {
    mean: [0, 0],
    covariance: [
      [1, 0],
      [0, 2],
    ],
  };
  const energy = {
    mean: [0, 0],
    precision: [
      [2, 1],
      [1, 2],
    ],
    temperature: 0,
  };

  it('says so where covariance and precision do not commute', () => {
    expect(haveCommonDirections(law, energy)).toBe(false);
    expect(
      haveCommonDirections(law, {
        ...energy,
        precision: [
          [2, 0],
          [0, 1],
        ],
      }),
    ).toBe(true);
    expect(
      haveCommonDirections(
        {
          ...law,
          covariance: [
            [1, 0],
            [0, 1],
          ],
        },
        energy,
      ),
    ).toBe(true);
    expect(() => gaussianSinkhornJkoStep(law, energy, { epsilon: 1, stepSize: 1 })).toThrow(
      'covariance: must commute with the precision of the energy for a closed form, it does not',
    );
  });

  it('names the number that makes no sense', () => {
    const one = [onLine(0, 1), well(1)] as const;
    expect(() => gaussianSinkhornPotentialFlow(...one, { epsilon: 0, time: 1 })).toThrow('epsilon: must be');
    expect(() => gaussianSinkhornPotentialFlow(...one, { epsilon: 1, time: -1 })).toThrow('time: must be');
    expect(() => gaussianSinkhornJkoStep(...one, { epsilon: 1, stepSize: 0 })).toThrow('stepSize: must be');
    expect(() => gaussianCollapseTime(onLine(0, -1), well(1), 1)).toThrow('covariance: has the eigenvalue -1');
  });
});
