import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { type Matrix, symmetricInverse, symmetricInverseSqrt, symmetricSqrt } from '../linalg/index.ts';
import { normals } from '../random/index.ts';
import { buresMap } from './bures.ts';
import type { MirrorEstimator, MirrorImage, MirrorMove, MirrorState, MirrorStep } from './estimator.ts';
import type { ReferenceLaw } from './flow/reference-law.ts';
import type { Reference } from './reference.ts';
import { affineRows, momentsOfRows, productOfRows } from './rows.ts';
import { scoreDrift, scoreTerms } from './score-drift.ts';
import { type SinkhornHessian, type SinkhornPotentials, sinkhornHessian } from './sinkhorn-hessian.ts';

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
 * The reference may be any law that can be sampled.
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
  const correction = step.drift === 'score' ? await correctionOf(frame, reference, estimate) : estimate.divergence;
  const next = frame.values.map(
    (value, at) => value + h * (drift[at]! + correction[at]! + share[at]!) + Math.sqrt(2 * h) * noise[at]!,
  );
  return {
    position: tensor2d(Float32Array.from(affineRows(next, frame.inverseRoot, undefined, frame.mean)), [count, d]),
    steepness: gradient.reduce((sum, value) => sum + value * value, 0) / count,
    stiffness: (h * force.reduce((sum, value, at) => sum + value * drift[at]!, 0)) / (2 * d * count),
    report: { epsilon: frame.epsilon, iterations, converged, clipped },
  };
}

/** Y = ∇u(x). */
async function imageOf({ position, reference, memory }: MirrorState, relativeEpsilon: number): Promise<MirrorImage> {
  const [count, d] = position.shape;
  const frame = frameOf(Float64Array.from(await position.data()), reference, relativeEpsilon);
  const { displacement } = await sinkhornHessian(frame.values, frame.points, d, frame.epsilon, recalled(memory, count));
  const y = mirrored(frame, displacement, reference);
  return {
    mirrorPosition: tensor2d(Float32Array.from(y), [count, d]) as Tensor2D,
    report: {},
  };
}

/** The points y moved so that their mean and covariance are exactly those of the reference: a sample's own would pass for a departure from a Gaussian. */
function momentsMatched(y: Float64Array, { dimension, mean, root }: Reference): Float64Array {
  const own = momentsOfRows(y, dimension);
  return affineRows(y, root.mmul(symmetricInverseSqrt(own.covariance)), own.mean, mean);
}

/** Y = ∇u(x), [n, d]. */
const mirrored = ({ values, root }: Frame, displacement: Float64Array, { gaussian }: ReferenceLaw): Float64Array =>
  affineRows(
    values.map((value, at) => value + displacement[at]!),
    root,
    undefined,
    gaussian.mean,
  );

/** The mirror coordinates ∇u(x) of x, both [n, d], without an estimator. @throws InputError as it */
export async function sinkhornImages(
  x: Float64Array,
  reference: ReferenceLaw,
  relativeEpsilon: number,
): Promise<Float64Array> {
  const frame = frameOf(x, reference, relativeEpsilon);
  const { dimension } = reference.gaussian;
  const { displacement } = await sinkhornHessian(frame.values, frame.points, dimension, frame.epsilon);
  return mirrored(frame, displacement, reference);
}

async function correctionOf(frame: Frame, reference: ReferenceLaw, estimate: SinkhornHessian): Promise<Float64Array> {
  const d = reference.gaussian.dimension;
  const x = affineRows(frame.values, frame.inverseRoot, undefined, frame.mean);
  const terms = await scoreTerms(x, mirrored(frame, estimate.displacement, reference), reference);
  return scoreDrift(terms, frame, (vectors) => productOfRows(estimate.inverse, vectors, d));
}

function frameOf(x: Float64Array, { type, gaussian, points }: ReferenceLaw, relativeEpsilon: number): Frame {
  if (!points) throw new InputError(`reference: sinkhorn needs one that can be sampled, ${type} cannot`);
  const d = gaussian.dimension;
  const count = x.length / d;
  const { mean, covariance } = momentsOfRows(x, d);
  const map = buresMap(covariance, count, gaussian);
  const root = symmetricSqrt(map.hessian);
  const inverseRoot = symmetricInverse(root);
  const spread = root.mmul(covariance).mmul(root).trace() / d;
  return {
    values: affineRows(x, root, mean),
    points: affineRows(momentsMatched(points(count), gaussian), inverseRoot, gaussian.mean),
    mean,
    root,
    inverseRoot,
    ownShare: root.mmul(map.ownShare).mmul(inverseRoot),
    epsilon: relativeEpsilon * spread,
  };
}

const FIELDS = ['f', 'g', 'self'] as const;

function remember(memory: Map<string, Float64Array>, potentials: SinkhornPotentials): void {
  for (const field of FIELDS) memory.set(`sinkhorn.${field}`, potentials[field]);
}

function recalled(memory: Map<string, Float64Array>, count: number): SinkhornPotentials | undefined {
  const [f, g, self] = FIELDS.map((field) => memory.get(`sinkhorn.${field}`));
  return f?.length === count && g && self ? { f, g, self } : undefined;
}
