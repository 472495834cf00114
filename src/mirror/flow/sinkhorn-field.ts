import { symmetricInverse, symmetricSqrt } from '../../linalg/index.ts';
import { buresHessian } from '../bures.ts';
import { affineRows, productOfRows } from '../rows.ts';
import { type SinkhornPotentials, sinkhornHessian } from '../sinkhorn-hessian.ts';
import type { SmoothEnergy } from './energy.ts';
import type { MirrorField } from './field.ts';
import { kernelScore, populationMoments } from './kernel-score.ts';
import type { ReferenceLaw } from './reference-law.ts';

export interface SinkhornFieldOptions {
  /** ε in units of tr(A^½SA^½)/d, the product of the spreads of law and reference. */
  relativeEpsilon: number;
  /** Of the kernel score, in units of its rule. */
  bandwidth?: number | undefined;
  /** Potentials of a near problem. */
  start?: SinkhornPotentials | undefined;
}

export interface SinkhornField extends MirrorField {
  readonly potentials: SinkhornPotentials;
}

/**
 * The mirror flow with the debiased Sinkhorn Hessian, see `sinkhornHessian`, and a kernel score. Transport is solved in the coordinates x̃ = A^½(x − m),
 * ỹ = A^−½(y − ν) of the Bures map A, which keep the Brenier potential: there a Gaussian law has H = I for every ε, and the eigenvalues of H are clipped to
 * [¼, 4]. O(n²).
 *
 * @param points [n, d], n > d @throws RangeError when they do not span the space
 */
export async function sinkhornField(
  points: Float64Array,
  energy: SmoothEnergy,
  reference: ReferenceLaw,
  { relativeEpsilon, bandwidth, start }: SinkhornFieldOptions,
): Promise<SinkhornField> {
  const { dimension: d, temperature } = energy;
  const { gaussian } = reference;
  const { value, forces } = await energy.at(points);
  const estimate = kernelScore(points, d, bandwidth);
  const total = forces.map((force, at) => force + temperature * estimate.score[at]!);

  const { mean, covariance } = populationMoments(points, d);
  const root = symmetricSqrt(buresHessian(covariance, gaussian));
  const inverseRoot = symmetricInverse(root);
  const frame = affineRows(points, root, mean);
  const targets = affineRows(reference.points!(points.length / d), inverseRoot, gaussian.mean);
  const epsilon = (relativeEpsilon * root.mmul(covariance).mmul(root).trace()) / d;
  const transport = await sinkhornHessian(frame, targets, d, epsilon, start);

  const { displacement, inverse, potentials, clipped, iterations, converged } = transport;
  const pushed = productOfRows(inverse, affineRows(total, inverseRoot), d);
  return {
    energy: value + temperature * estimate.meanLogDensity,
    forces: total,
    velocity: affineRows(pushed, inverseRoot).map((velocity) => -velocity),
    images: affineRows(
      frame.map((place, at) => place + displacement[at]!),
      root,
      undefined,
      gaussian.mean,
    ),
    potentials,
    report: { epsilon, clipped, iterations, converged },
  };
}

const FIELDS = ['f', 'g', 'self'] as const;

export function rememberPotentials(memory: Map<string, Float64Array>, potentials: SinkhornPotentials): void {
  for (const field of FIELDS) memory.set(`sinkhorn.${field}`, potentials[field]);
}

export function recallPotentials(memory: Map<string, Float64Array>, count: number): SinkhornPotentials | undefined {
  const [f, g, self] = FIELDS.map((field) => memory.get(`sinkhorn.${field}`));
  return f?.length === count && g && self ? { f, g, self } : undefined;
}
