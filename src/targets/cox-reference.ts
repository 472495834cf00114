import { reference } from '../../assets/log-gaussian-cox-16.ts';
import { Matrix } from '../linalg/index.ts';
import type { CoxLattice, Parametrisation } from './cox-lattice.ts';
import type { Moments, Squares } from './target.ts';

/** The moments of the long reference run, for exactly the posterior that it was run for, and for no other. */
export function coxReference(
  lattice: CoxLattice,
  parametrisation: Parametrisation,
): { moments: Moments; squares: Squares; logNormalizer: number } | undefined {
  if (lattice.fingerprint !== reference.definition) return undefined;
  const moments = parametrisation === 'whitened' ? whitenedMoments() : centredMoments(lattice);
  const { mean, covariance } = moments;
  return {
    moments,
    squares: {
      mean: mean.map((value, k) => value * value + covariance[k]![k]!),
      variance: [...reference[parametrisation].varianceOfSquare],
    },
    logNormalizer: reference.logNormalizer + (parametrisation === 'centred' ? logDeterminantOf(lattice) : 0),
  };
}

const whitenedMoments = (): Moments => ({
  mean: [...reference.whitened.mean],
  covariance: unpacked(reference.covariance, reference.whitened.mean.length).to2DArray(),
});

/** x = μ + Lz. */
function centredMoments(lattice: CoxLattice): Moments {
  const { mean, covariance } = whitenedMoments();
  const { lower } = lattice;
  return {
    mean: Array.from(lattice.field(mean)),
    covariance: lower.mmul(new Matrix(covariance)).mmul(lower.transpose()).to2DArray(),
  };
}

const logDeterminantOf = ({ lower }: CoxLattice): number =>
  lower.diagonal().reduce((sum, value) => sum + Math.log(value), 0);

/** A symmetric matrix out of the rows of its lower triangle in units of 10⁻⁴, as base64 of 16-bit integers, least significant byte first. */
function unpacked(text: string, dimension: number): Matrix {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const entries = new DataView(bytes.buffer);
  const out = Matrix.zeros(dimension, dimension);
  for (let i = 0, k = 0; i < dimension; i++)
    for (let j = 0; j <= i; j++, k++) {
      const value = entries.getInt16(2 * k, true) / 1e4;
      out.set(i, j, value);
      out.set(j, i, value);
    }
  return out;
}
