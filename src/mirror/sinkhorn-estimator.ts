import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { Matrix, scaledIdentity, symmetricInverse, symmetricSqrt } from '../linalg/index.ts';
import { normals } from '../random/index.ts';
import { buresMap } from './bures.ts';
import type { MirrorEstimator, MirrorImage, MirrorMove, MirrorState, MirrorStep } from './estimator.ts';
import { standardNormalPoints } from './low-discrepancy.ts';
import type { Reference } from './reference.ts';
import { affineRows, momentsOfRows } from './rows.ts';
import { type SinkhornPotentials, sinkhornHessian } from './sinkhorn-hessian.ts';

/** The particles in the coordinates x̃ = A^½(x − m), and the way back. */
interface Frame {
  values: Float64Array;
  /** [n, d] points of the reference, ỹ = A^−½(y − ν). */
  points: Float64Array;
  mean: number[];
  /** A^½ and A^−½. */
  root: Matrix;
  inverseRoot: Matrix;
  /** Of `buresMap`, in these coordinates. */
  ownShare: Matrix;
  epsilon: number;
}

/**
 * The debiased Sinkhorn estimate of the Brenier potential, on top of the Bures map A. In the coordinates x̃ = A^½(x − m), ỹ = A^−½(y − ν), which keep x·y
 * and so the Brenier potential, law and reference have the same covariance A^½SA^½: for a Gaussian law the potential is ½|x̃|² for every ε, and
 * what entropic transport estimates, with its bias and noise, is only the departure from a Gaussian. Euler-Maruyama there, weak order 1:
 *   x̃ ← x̃ − h[H⁻¹∇f − div H⁻¹ − Cx̃] + √(2h) H^−½ ξ.
 *
 * @param relativeEpsilon ε in units of tr(A^½SA^½)/d, the product of the spreads of law and reference. As it grows, H goes to that of the Bures
 * map; as it falls, the noise of n particles takes over.
 */
export function sinkhornEstimator(relativeEpsilon: number): MirrorEstimator {
  return {
    step: (step) => moveParticles(step, relativeEpsilon),
    image: (state) => imageOf(state, relativeEpsilon),
  };
}

async function moveParticles(step: MirrorStep, relativeEpsilon: number): Promise<MirrorMove> {
  const { position, reference, memory, score, stepSize: h, draw } = step;
  const [count, d] = position.shape;
  const scores = score(position);
  const [x, gradient] = await Promise.all([position.data<'float32'>(), scores.data<'float32'>()]);
  scores.dispose();
  const frame = frameOf(Float64Array.from(x), reference, relativeEpsilon);
  const estimate = await sinkhornHessian(frame.values, frame.points, d, frame.epsilon, recalled(memory, count));
  const { iterations, converged, clipped } = estimate;
  remember(memory, estimate.potentials);
  const force = affineRows(Float64Array.from(gradient), frame.inverseRoot);
  const drift = productOfRows(estimate.inverse, force, d);
  const noise = productOfRows(estimate.inverseRoot, normals(count, d, draw), d);
  const share = affineRows(frame.values, frame.ownShare);
  const next = frame.values.map(
    (value, at) => value + h * (drift[at]! + estimate.divergence[at]! + share[at]!) + Math.sqrt(2 * h) * noise[at]!,
  );
  const origin = new Array<number>(d).fill(0);
  return {
    position: tensor2d(Float32Array.from(affineRows(next, frame.inverseRoot, origin, frame.mean)), [count, d]),
    steepness: gradient.reduce((sum, value) => sum + value * value, 0) / count,
    stiffness: (h * force.reduce((sum, value, at) => sum + value * drift[at]!, 0)) / (2 * d * count),
    report: { epsilon: frame.epsilon, iterations, converged, clipped },
  };
}

/** Y = ∇u(x), and the largest entry of Θ^−½Cov(Y)Θ^−½ − I. */
async function imageOf({ position, reference, memory }: MirrorState, relativeEpsilon: number): Promise<MirrorImage> {
  const [count, d] = position.shape;
  const frame = frameOf(Float64Array.from(await position.data()), reference, relativeEpsilon);
  const { displacement } = await sinkhornHessian(frame.values, frame.points, d, frame.epsilon, recalled(memory, count));
  const moved = frame.values.map((value, at) => value + displacement[at]!);
  const y = affineRows(moved, frame.root, undefined, reference.mean);
  const spread = reference.inverseRoot.mmul(momentsOfRows(y, d).covariance).mmul(reference.inverseRoot);
  return {
    mirrorPosition: tensor2d(Float32Array.from(y), [count, d]) as Tensor2D,
    report: { mirrorCovarianceError: Matrix.sub(spread, scaledIdentity(d)).abs().max() },
  };
}

function frameOf(x: Float64Array, reference: Reference, relativeEpsilon: number): Frame {
  const d = reference.dimension;
  const count = x.length / d;
  const { mean, covariance } = momentsOfRows(x, d);
  const map = buresMap(covariance, count, reference);
  const root = symmetricSqrt(map.hessian);
  const inverseRoot = symmetricInverse(root);
  const spread = root.mmul(covariance).mmul(root).trace() / d;
  return {
    values: affineRows(x, root, mean),
    points: affineRows(standardNormalPoints(count, d), inverseRoot.mmul(reference.root)),
    mean,
    root,
    inverseRoot,
    ownShare: root.mmul(map.ownShare).mmul(inverseRoot),
    epsilon: relativeEpsilon * spread,
  };
}

/** Row i of `vectors` [n, d] times matrix i of `matrices` [n, d, d]. */
function productOfRows(matrices: Float64Array, vectors: Float64Array, d: number): Float64Array {
  return vectors.map((_, at) => {
    const row = at - (at % d);
    let sum = 0;
    for (let l = 0; l < d; l++) sum += matrices[at * d + l]! * vectors[row + l]!;
    return sum;
  });
}

const FIELDS = ['f', 'g', 'self'] as const;

function remember(memory: Map<string, Float64Array>, potentials: SinkhornPotentials): void {
  for (const field of FIELDS) memory.set(`sinkhorn.${field}`, potentials[field]);
}

function recalled(memory: Map<string, Float64Array>, count: number): SinkhornPotentials | undefined {
  const [f, g, self] = FIELDS.map((field) => memory.get(`sinkhorn.${field}`));
  return f?.length === count && g && self ? { f, g, self } : undefined;
}
