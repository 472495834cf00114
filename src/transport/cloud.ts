import { Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { checkWeights } from './check-weights.ts';

/** Points of R^d, one a row: a tensor [n, d], an array of rows, or a flat row-major array with its dimension. */
export type Points = Tensor2D | readonly (readonly number[])[] | FlatPoints;

export interface FlatPoints {
  /** Row-major [n, d]. */
  values: Float32Array | Float64Array | readonly number[];
  dimension: number;
}

/** Masses of the points, each >= 0, with sum 1. */
export type Weights = Tensor1D | Float32Array | Float64Array | readonly number[];

/** A discrete probability measure on the host, in float64. */
export interface Cloud {
  /** Row-major [count, dimension]. */
  readonly values: Float64Array;
  /** [count], >= 0, with sum 1 to rounding. */
  readonly weights: Float64Array;
  readonly count: number;
  readonly dimension: number;
}

/**
 * Read points and weights (uniform when left out) to the host.
 *
 * @throws InputError when there is no point, a coordinate is not finite, rows differ in length, or the weights are negative, of the
 * wrong number, or do not sum to 1 within 1e-5.
 */
export async function readCloud(
  points: Points,
  weights: Weights | undefined,
  names: { points: string; weights: string },
): Promise<Cloud> {
  const { values, dimension } = await readPoints(points, names.points);
  const count = values.length / dimension;
  return { values, dimension, count, weights: await readWeights(weights, count, names.weights) };
}

/** The rows as one float64 array, checked. @throws InputError as `readCloud` */
export async function readPoints(points: Points, name: string): Promise<{ values: Float64Array; dimension: number }> {
  if (!(points instanceof Tensor)) return hostPoints(points, name);
  if (points.rank !== 2) throw new InputError(`${name} has shape [${points.shape}], but must have shape [n, d]`);
  return checkedPoints(Float64Array.from(await points.data()), points.shape[1], name);
}

/** As `readPoints`, at once: a tensor must live on a backend that answers synchronously. */
export function peekPoints(points: Points, name: string): { values: Float64Array; dimension: number } {
  if (!(points instanceof Tensor)) return hostPoints(points, name);
  if (points.rank !== 2) throw new InputError(`${name} has shape [${points.shape}], but must have shape [n, d]`);
  return checkedPoints(Float64Array.from(points.dataSync()), points.shape[1], name);
}

function hostPoints(points: readonly (readonly number[])[] | FlatPoints, name: string) {
  if ('dimension' in points) return checkedPoints(Float64Array.from(points.values), points.dimension, name);
  if (!Array.isArray(points)) throw new InputError(`${name} must be a tensor [n, d] or an array of rows`);
  const flat = points.findIndex((row) => !Array.isArray(row) && !ArrayBuffer.isView(row));
  if (flat >= 0) throw new InputError(`${name}[${flat}] is ${points[flat]}, but must be a row of coordinates`);
  const dimension = points[0]?.length ?? 0;
  const odd = points.findIndex((row) => row.length !== dimension);
  if (odd >= 0) {
    throw new InputError(`${name}[${odd}] has ${points[odd]!.length} coordinates, but ${name}[0] has ${dimension}`);
  }
  return checkedPoints(Float64Array.from(points.flatMap((row) => [...row])), dimension, name);
}

function checkedPoints(values: Float64Array, dimension: number, name: string) {
  if (values.length === 0) throw new InputError(`${name} has no points, but needs at least one`);
  if (!Number.isInteger(dimension) || dimension < 1 || values.length % dimension !== 0) {
    throw new InputError(`${name} has ${values.length} numbers, which is no multiple of its dimension ${dimension}`);
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const place = `${name}[${Math.floor(bad / dimension)}][${bad % dimension}]`;
    throw new InputError(`${place} is ${values[bad]}, but must be a finite number`);
  }
  return { values, dimension };
}

async function readWeights(weights: Weights | undefined, count: number, name: string): Promise<Float64Array> {
  if (weights === undefined) return new Float64Array(count).fill(1 / count);
  const values = Float64Array.from(weights instanceof Tensor ? await weights.data() : weights);
  return checkWeights(values, count, name);
}

/** Two clouds of one dimension. @throws InputError when the dimensions differ */
export function checkSameDimension(x: Cloud, y: Cloud): void {
  if (x.dimension === y.dimension) return;
  throw new InputError(`y has dimension ${y.dimension}, but x has dimension ${x.dimension}`);
}

/** The weighted mean of the cloud, [dimension]. */
export function meanOf(cloud: Cloud): Float64Array {
  const { values, weights, count, dimension } = cloud;
  const mean = new Float64Array(dimension);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dimension; k++) mean[k]! += weights[i]! * values[i * dimension + k]!;
  }
  return mean;
}

/** The cloud moved by −offset. */
export function shifted(cloud: Cloud, offset: Float64Array): Cloud {
  const { dimension } = cloud;
  return { ...cloud, values: cloud.values.map((value, index) => value - offset[index % dimension]!) };
}

/** The points of positive mass, and where they come from: `rows[i]` is the row in `cloud` of point i of `support`. */
export function supportOf(cloud: Cloud): { support: Cloud; rows: Int32Array } {
  const { values, weights, count, dimension } = cloud;
  const rows = Int32Array.from({ length: count }, (_, i) => i).filter((i) => weights[i]! > 0);
  if (rows.length === count) return { support: cloud, rows };
  const kept = new Float64Array(rows.length * dimension);
  rows.forEach((row, i) => {
    kept.set(values.subarray(row * dimension, (row + 1) * dimension), i * dimension);
  });
  return {
    support: { values: kept, weights: Float64Array.from(rows, (row) => weights[row]!), count: rows.length, dimension },
    rows,
  };
}
