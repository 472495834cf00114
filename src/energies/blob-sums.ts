import { type Tensor1D, type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { blobDensity, blobDensityChange, blobForce, blobForceChange } from '../tensor/index.ts';
import { gather, type NearPairs, nearPairs, scatter } from './near-pairs.ts';
import { pulled } from './pulled.ts';

/** The four pair sums of `tensor/kernels/blob.ts` at a fixed cloud; all arrays row-major in the order of the cloud. */
export interface BlobSums {
  /** Relative rounding error of the sums. */
  readonly precision: number;
  density(): Promise<Float64Array>;
  force(u: Float64Array): Promise<Float64Array>;
  densityChange(p: Float64Array): Promise<Float64Array>;
  forceChange(p: Float64Array, u: Float64Array, w: Float64Array): Promise<Float64Array>;
}

/** Up to this many near pairs are listed (12 bytes each): every cloud of up to 447 points, larger ones where δ is small. */
const MOST_PAIRS = 100_000;

/**
 * The sums over a list of the near pairs in float64, where there are at most 100,000; else from the fused float32 kernels, in O(n)
 * memory. The list makes each sum cost one multiplication a pair instead of an exponential, and skips the pairs that the kernel cannot see.
 */
export function blobSums(points: Float64Array, dimension: number, bandwidth: number, mostPairs = MOST_PAIRS): BlobSums {
  const pairs = nearPairs(points, dimension, bandwidth, mostPairs);
  return pairs ? listedSums(pairs, bandwidth) : kernelSums(points, dimension, bandwidth);
}

function listedSums(pairs: NearPairs, bandwidth: number): BlobSums {
  const { count, dimension: d, order, points: x, starts, second, kernel } = pairs;
  const inverse = 1 / (bandwidth * bandwidth);
  return {
    precision: 2 ** -50,
    async density() {
      const sums = new Float64Array(count).fill(1);
      for (let i = 0; i < count; i++) {
        for (let pair = starts[i]!; pair < starts[i + 1]!; pair++) {
          sums[i]! += kernel[pair]!;
          sums[second[pair]!]! += kernel[pair]!;
        }
      }
      return scatter(sums, order, 1);
    },
    async force(u) {
      const weight = gather(u, order, 1);
      const sums = new Float64Array(count * d);
      for (let i = 0; i < count; i++) {
        for (let pair = starts[i]!; pair < starts[i + 1]!; pair++) {
          const j = second[pair]!;
          const scale = kernel[pair]! * (weight[i]! + weight[j]!);
          for (let k = 0; k < d; k++) {
            const part = scale * (x[i * d + k]! - x[j * d + k]!);
            sums[i * d + k]! += part;
            sums[j * d + k]! -= part;
          }
        }
      }
      return scatter(sums, order, d);
    },
    async densityChange(p) {
      const direction = gather(p, order, d);
      const sums = new Float64Array(count);
      for (let i = 0; i < count; i++) {
        for (let pair = starts[i]!; pair < starts[i + 1]!; pair++) {
          const j = second[pair]!;
          const change = kernel[pair]! * alignment(x, direction, i, j, d);
          sums[i]! += change;
          sums[j]! += change;
        }
      }
      return scatter(sums, order, 1);
    },
    async forceChange(p, u, w) {
      const direction = gather(p, order, d);
      const weight = gather(u, order, 1);
      const change = gather(w, order, 1);
      const sums = new Float64Array(count * d);
      for (let i = 0; i < count; i++) {
        for (let pair = starts[i]!; pair < starts[i + 1]!; pair++) {
          const j = second[pair]!;
          const alongQ = kernel[pair]! * (weight[i]! + weight[j]!);
          const alongZ =
            kernel[pair]! * (change[i]! + change[j]!) - alongQ * alignment(x, direction, i, j, d) * inverse;
          for (let k = 0; k < d; k++) {
            const z = x[i * d + k]! - x[j * d + k]!;
            const q = direction[i * d + k]! - direction[j * d + k]!;
            const part = alongQ * q + alongZ * z;
            sums[i * d + k]! += part;
            sums[j * d + k]! -= part;
          }
        }
      }
      return scatter(sums, order, d);
    },
  };
}

/** (x_i − x_j)·(p_i − p_j). */
function alignment(x: Float64Array, p: Float64Array, i: number, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (x[i * d + k]! - x[j * d + k]!) * (p[i * d + k]! - p[j * d + k]!);
  return sum;
}

function kernelSums(points: Float64Array, dimension: number, bandwidth: number): BlobSums {
  const matrix = (values: Float64Array): Tensor2D =>
    tensor2d(Float32Array.from(values), [points.length / dimension, dimension]);
  const vector = (values: Float64Array): Tensor1D => tensor1d(Float32Array.from(values));
  return {
    precision: 2 ** -23,
    density: () => pulled(() => blobDensity(matrix(points), bandwidth)),
    force: (u) => pulled(() => blobForce(matrix(points), vector(u), bandwidth)),
    densityChange: (p) => pulled(() => blobDensityChange(matrix(points), matrix(p), bandwidth)),
    forceChange: (p, u, w) => pulled(() => blobForceChange(matrix(points), matrix(p), vector(u), vector(w), bandwidth)),
  };
}
