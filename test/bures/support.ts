import fc from 'fast-check';
import type { GaussianLaw, QuadraticEnergy } from '../../src/bures/index.ts';
import { Matrix, matrixOf, scaledIdentity, symmetricInverse } from '../../src/linalg/index.ts';

/** KL(· | N(mean, covariance)) without its constant. */
export const klTo = (covariance: number[][], mean = covariance.map(() => 0)): QuadraticEnergy => ({
  mean,
  precision: symmetricInverse(covariance),
  temperature: 1,
});

export const line = (variance: number, mean = 0): GaussianLaw => ({ mean: [mean], covariance: [[variance]] });

export const heat = (dimension: number, temperature = 1): QuadraticEnergy => ({
  mean: new Array<number>(dimension).fill(0),
  precision: scaledIdentity(dimension, 0),
  temperature,
});

/** A problem whose covariances do not commute: "Implicit bias of the JKO scheme", arXiv 2511.14827, checked in float64. */
export const tilted = {
  law: { mean: [1, -0.5], covariance: [[0.8, -0.3], [-0.3, 2]] }, // biome-ignore format: matrices
  energy: klTo([[1.5, 0.4], [0.4, 0.6]]), // biome-ignore format: matrices
};

/** Largest difference of two matrices or of two means. */
export function difference(a: GaussianLaw, b: GaussianLaw): number {
  const entries = ({ mean, covariance }: GaussianLaw) => [...mean, ...matrixOf(covariance).to1DArray()];
  const other = entries(b);
  return Math.max(...entries(a).map((value, i) => Math.abs(value - other[i]!)));
}

const entry = fc.double({ min: -1, max: 1, noNaN: true });
const vector = (d: number) => fc.array(entry, { minLength: d, maxLength: d });
const square = (d: number) => fc.array(vector(d), { minLength: d, maxLength: d });

/** AAᵀ + floor·I. */
const positive = (d: number, floor: number) =>
  square(d).map((rows) => {
    const a = new Matrix(rows);
    return a.mmul(a.transpose()).add(Matrix.eye(d).mul(floor)).to2DArray();
  });

/** A law and an energy in one to three dimensions; L may be all but singular, T may be 0. */
export const problems = fc.integer({ min: 1, max: 3 }).chain((d) =>
  fc.record({
    law: fc.record({ mean: vector(d), covariance: positive(d, 0.1) }),
    energy: fc.record({
      mean: vector(d),
      precision: positive(d, 0),
      temperature: fc.constantFrom(0, 0.3, 1, 2),
      attraction: fc.constantFrom(0, 0, 0.7),
    }),
    stepSize: fc.double({ min: 0.01, max: 3, noNaN: true }),
  }),
);
