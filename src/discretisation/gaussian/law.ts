import { add, matMul, type Tensor2D, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.ts';
import {
  Matrix,
  type MatrixLike,
  matrixOf,
  symmetricEigen,
  symmetricFunction,
  symmetricInverseSqrt,
  symmetricSqrt,
} from '../../linalg/index.ts';
import { momentsOfCloud } from '../../metrics/index.ts';
import type { Moments } from '../../targets/index.ts';
import { Column } from '../../tensor/index.ts';
import type { Ensemble } from '../../world/index.ts';

/*
 * The law of an ensemble lives in its memory, in float64: `mean` [d], `covariance` [d, d] and `factor` F [d, d] with FFᵀ = covariance. Its
 * particles are mean + Fz, with z in the column `standard` [n, d], which never changes while the law moves: float32 does not accumulate.
 */

/** Eigenvalues of a sample covariance below this share of the largest mean that the particles do not span the space. */
const FLAT = 1e-10;

/** Mean and covariance as the last step left them. */
export function lawOf({ memory, dimension }: Ensemble): Moments {
  return {
    mean: Array.from(memory.get('mean')!),
    covariance: Matrix.from1DArray(dimension, dimension, memory.get('covariance')!).to2DArray(),
  };
}

/** Move the law, and the particles by an affine map with this matrix that takes the old law to the new one. */
export function showLaw(ensemble: Ensemble, law: Moments, map: MatrixLike): void {
  remember(ensemble, law, matrixOf(map).mmul(factorOf(ensemble)));
  ensemble.columns.position.assign(placesOf(ensemble));
}

/**
 * Give an ensemble its law and its particles their z: at the start the law is that of the initial measure, later the Gaussian with the sample
 * moments. Where it has both, only particles that are not where the law puts them get a new z.
 * @throws InputError when an ensemble on its way has too few particles to have a covariance
 */
export async function prepareLaw(ensemble: Ensemble): Promise<void> {
  const { memory, columns, initial, steps, steered } = ensemble;
  const places = Float64Array.from(await columns.position.pull());
  if (memory.has('factor')) return findMovedByHand(ensemble, places);
  const law = steps === 0 && !steered ? initial.moments! : sampleLaw(ensemble, places);
  remember(ensemble, law, symmetricSqrt(law.covariance));
  const standard = rowsTimes(centred(places, law.mean), inverseFactor(ensemble));
  const exact = standardised(standard, ensemble.dimension);
  memory.set('standardised', Float64Array.of(exact ? 1 : 0));
  columns.standard = new Column(Float32Array.from(exact ?? standard), [ensemble.count, ensemble.dimension]);
  columns.position.assign(placesOf(ensemble));
}

async function findMovedByHand(ensemble: Ensemble, places: Float64Array): Promise<void> {
  const { columns, dimension, memory } = ensemble;
  const tensor = placesOf(ensemble);
  const expected = await tensor.data<'float32'>();
  tensor.dispose();
  const standard = (await columns.standard!.pull()).slice();
  const wanted = rowsTimes(centred(places, Array.from(memory.get('mean')!)), inverseFactor(ensemble));
  for (let row = 0; row < standard.length; row += dimension) {
    const isThere = places.subarray(row, row + dimension).every((x, k) => x === expected[row + k]);
    if (!isThere) standard.set(wanted.subarray(row, row + dimension), row);
  }
  columns.standard!.write(standard);
}

/** mean + Fz of every particle, [n, d]. */
function placesOf({ columns, memory, dimension }: Ensemble): Tensor2D {
  return tidy(() => {
    const factor = tensor2d(Float32Array.from(memory.get('factor')!), [dimension, dimension]);
    const mean = tensor1d(Float32Array.from(memory.get('mean')!));
    return add(matMul(columns.standard!.matrix, factor, false, true), mean) as Tensor2D;
  });
}

function remember({ memory }: Ensemble, { mean, covariance }: Moments, factor: Matrix): void {
  memory.set('mean', Float64Array.from(mean));
  memory.set('covariance', Float64Array.from(covariance.flat()));
  memory.set('factor', Float64Array.from(factor.to1DArray()));
}

const factorOf = ({ memory, dimension }: Ensemble): Matrix =>
  Matrix.from1DArray(dimension, dimension, memory.get('factor')!);

/** F⁻¹ = FᵀΣ⁻¹; a direction in which the law has collapsed to a point counts for nothing. */
function inverseFactor(ensemble: Ensemble): Matrix {
  const precision = symmetricFunction(lawOf(ensemble).covariance, (value) => (value > 0 ? 1 / value : 0));
  return factorOf(ensemble).transpose().mmul(precision);
}

/** The moments of the particles as they are. */
function sampleLaw({ dimension, name }: Ensemble, positions: Float64Array): Moments {
  const moments = momentsOfCloud({ positions, dimension });
  if (!isFlat(moments)) return moments;
  throw new InputError(`ensemble ${name}: its particles must span the space to go on as a Gaussian, and do not`);
}

/** The rows with the sample mean 0 and the sample covariance I, moved as little as possible; undefined when they do not span the space. */
function standardised(rows: Float64Array, dimension: number): Float64Array | undefined {
  const moments = momentsOfCloud({ positions: rows, dimension });
  if (isFlat(moments)) return undefined;
  return rowsTimes(centred(rows, moments.mean), symmetricInverseSqrt(moments.covariance));
}

function isFlat({ covariance }: Moments): boolean {
  const { values } = symmetricEigen(covariance);
  return !(values[0]! > FLAT * values.at(-1)!);
}

const centred = (rows: Float64Array, mean: readonly number[]): Float64Array =>
  rows.map((value, i) => value - mean[i % mean.length]!);

/** Every row x as Ax. */
function rowsTimes(rows: Float64Array, matrix: Matrix): Float64Array {
  const d = matrix.rows;
  return rows.map((_, index) => {
    const row = index - (index % d);
    let sum = 0;
    for (let k = 0; k < d; k++) sum += matrix.get(index % d, k) * rows[row + k]!;
    return sum;
  });
}
