import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { normalCdf, normals } from '../random/index.ts';
import type { MirrorEstimator, MirrorImage, MirrorMove, MirrorState, MirrorStep } from './estimator.ts';
import { MonotoneMap } from './monotone-map.ts';
import type { Reference } from './reference.ts';

/**
 * On the line the Brenier potential is known but for the smoothing of the empirical law. With u frozen over the step, Itô's formula turns
 * dX = (−f′/u″ − u‴/u″²) dt + √(2/u″) dB into dY = −f′(X) dt + √(2u″(X)) dB for Y = u′(X), where the divergence of 1/u″ no longer appears; the step is
 *   x ← (u′)⁻¹(u′(x) − hf′(x) + √(2hu″(x)) ξ).
 * The inverse map is increasing, so however small u″ gets between two modes, no particle is thrown out. Weak order 1. The particles and their
 * scores are read back, O(n log n) on the host.
 */
export function monotoneEstimator(bandwidth?: number): MirrorEstimator {
  return {
    step: (step) => moveParticles(step, bandwidth),
    image: (state) => imageOf(state, bandwidth),
  };
}

async function moveParticles(
  { position, reference, score, stepSize, draw }: MirrorStep,
  bandwidth?: number,
): Promise<MirrorMove> {
  const scores = score(position);
  const [x, gradient] = await Promise.all([position.data<'float32'>(), scores.data<'float32'>()]);
  scores.dispose();
  const map = mapOf(x, reference, bandwidth);
  const count = x.length;
  const noise = normals(count, 1, draw);
  const next = new Float32Array(count);
  let steepness = 0;
  let stiffness = 0;
  for (let i = 0; i < count; i++) {
    const hessian = map.hessian(x[i]!);
    const move = stepSize * gradient[i]! + Math.sqrt(2 * stepSize * hessian) * noise[i]!;
    next[i] = map.inverse(map.gradient(x[i]!) + move);
    steepness += gradient[i]! ** 2 / count;
    stiffness += (stepSize * gradient[i]! ** 2) / (2 * hessian * count);
  }
  return { position: tensor2d(next, [count, 1]), steepness, stiffness, report: { bandwidth: map.bandwidth } };
}

/** Y = u′(x), and the Kolmogorov-Smirnov distance of its law to the reference. */
async function imageOf({ position, reference }: MirrorState, bandwidth?: number): Promise<MirrorImage> {
  const x = await position.data();
  const map = mapOf(x, reference, bandwidth);
  const y = Float64Array.from(x, (value) => map.gradient(value));
  const mirrorPosition = tensor2d(Float32Array.from(y), [y.length, 1]) as Tensor2D;
  const deviation = Math.sqrt(reference.covariance.get(0, 0));
  return { mirrorPosition, report: { mirrorKolmogorovSmirnov: distanceToNormal(y, reference.mean[0]!, deviation) } };
}

function mapOf(values: ArrayLike<number>, reference: Reference, bandwidth?: number): MonotoneMap {
  if (reference.dimension !== 1)
    throw new InputError(`estimator: monotone needs dimension 1, got ${reference.dimension}`);
  return new MonotoneMap(
    values,
    { mean: reference.mean[0]!, deviation: Math.sqrt(reference.covariance.get(0, 0)) },
    bandwidth,
  );
}

/** sup |F_n − G|; sorts `values`. */
function distanceToNormal(values: Float64Array, mean: number, deviation: number): number {
  const n = values.length;
  return values.sort().reduce((largest, value, i) => {
    const expected = normalCdf((value - mean) / deviation);
    return Math.max(largest, expected - i / n, (i + 1) / n - expected);
  }, 0);
}
