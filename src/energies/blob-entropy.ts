import { InputError } from '../errors.ts';
import { rootMeanSquare } from '../linalg/index.ts';
import { blobSums } from './blob-sums.ts';
import { blobThirdDerivative } from './blob-third-derivative.ts';
import type { Energy } from './energy.ts';

export interface BlobEntropyOptions {
  dimension: number;
  /** δ > 0, the standard deviation of the kernel φ_δ = N(0, δ²I), in units of the points. */
  bandwidth: number;
  /** Most near pairs that are listed in float64 before the fused float32 kernels take over. Default 100,000 (1.2 MB). */
  mostPairs?: number;
}

/** Bandwidths whose square, and its inverse, float32 can hold. */
const isUsable = (bandwidth: number): boolean => bandwidth >= 1e-18 && bandwidth <= 1e18;

/**
 * The blob (kernel-regularised) negative entropy H_δ(X) = (1/N) Σᵢ log ρᵢ, ρᵢ = (1/N) Σⱼ φ_δ(xᵢ − xⱼ), the self term included.
 *
 * With K = exp(−|x_i − x_j|²/2δ²), S_i = Σⱼ K_ij, u = 1/S (the constant of φ_δ cancels in derivatives) and the pair sums of
 * `tensor/kernels/blob.ts`: gradient −force(u)/δ²; Hessian-vector product −forceChange(p, u, u̇)/δ² with u̇ = u² densityChange(p)/δ².
 * Particles that coincide feel the same force: they stay together.
 *
 * Source: Carrillo, Craig & Patacchini, "A blob method for diffusion", Calc. Var. 58 (2019), arXiv 1709.09195, equation (4).
 *
 * @throws InputError if the bandwidth is not a number from 1e-18 to 1e18
 */
export function blobEntropy({ dimension, bandwidth, mostPairs }: BlobEntropyOptions): Energy {
  if (!isUsable(bandwidth)) {
    throw new InputError(`bandwidth: must be a number from 1e-18 to 1e18, got ${bandwidth}`);
  }
  const inverse = 1 / (bandwidth * bandwidth);
  return {
    dimension,
    async at(points) {
      const sums = blobSums(points, dimension, bandwidth, mostPairs);
      const density = await sums.density();
      const u = density.map((value) => 1 / value);
      const gradient = (await sums.force(u)).map((value) => -inverse * value);
      const value = meanLog(density) - Math.log(density.length) - 0.5 * dimension * Math.log((2 * Math.PI) / inverse);
      return {
        value,
        gradient,
        noise: sums.precision * (1 + Math.abs(value)),
        // Where the particles sit on one another no force is left to measure by: a kernel's own is of the order 1/δ.
        forceScale: Math.max(rootMeanSquare(gradient), 0.1 / bandwidth),
        precision: sums.precision,
        async hessianVector(p) {
          const change = await sums.densityChange(p);
          const w = u.map((value, i) => value * value * change[i]! * inverse);
          return (await sums.forceChange(p, u, w)).map((value) => -inverse * value);
        },
        hessianChange: async (p, q) => blobThirdDerivative(points, dimension, bandwidth, p, q),
      };
    },
  };
}

function meanLog(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += Math.log(value);
  return sum / values.length;
}
