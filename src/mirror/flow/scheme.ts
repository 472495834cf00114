import { ascending, isAscending } from '../../quantile/index.ts';
import { buresField } from './bures-field.ts';
import { type SmoothEnergy, type SmoothEnergyContext, smoothEnergy } from './energy.ts';
import type { MirrorField } from './field.ts';
import { kernelField } from './kernel-field.ts';
import type { ReferenceLaw } from './reference-law.ts';
import { recallPotentials, rememberPotentials, sinkhornField } from './sinkhorn-field.ts';
import { type SpacingsProblem, spacingsField } from './spacings.ts';

export const MIRROR_SCHEMES = ['spacings', 'bures', 'kde', 'sinkhorn'] as const;
export type MirrorSchemeName = (typeof MIRROR_SCHEMES)[number];

export interface MirrorProblem extends SmoothEnergyContext, SpacingsProblem {
  reference: ReferenceLaw;
  scheme: MirrorSchemeName;
  /** Of the scheme `bures`. */
  score: 'gaussian' | 'kernel';
  /** Of kernels, in units of their rules. */
  bandwidth: number;
  /** Of the scheme `sinkhorn`, in units of the spreads of law × reference. */
  epsilon: number;
  /** What lasts from step to step (warm starts): arrays are replaced, never written to. */
  memory: Map<string, Float64Array>;
}

/** The flow at a cloud. @param points [n, d], row-major; not changed @throws RangeError where the cloud has no mirror map */
export async function mirrorField(points: Float64Array, problem: MirrorProblem): Promise<MirrorField> {
  const { scheme, reference, bandwidth, score } = problem;
  const energy = smoothEnergy(problem.energy, problem);
  switch (scheme) {
    case 'spacings':
      return spacingsField(points, problem);
    case 'bures':
      return buresField(points, energy, reference, { score, bandwidth });
    case 'kde':
      return kernelField(points, energy, reference, bandwidth);
    case 'sinkhorn':
      return sinkhornFieldFrom(points, energy, problem);
  }
}

async function sinkhornFieldFrom(
  points: Float64Array,
  energy: SmoothEnergy,
  { reference, bandwidth, epsilon, memory, dimension }: MirrorProblem,
): Promise<MirrorField> {
  const start = recallPotentials(memory, points.length / dimension);
  const field = await sinkhornField(points, energy, reference, { relativeEpsilon: epsilon, bandwidth, start });
  rememberPotentials(memory, field.potentials);
  return field;
}

/** The mirror images Y = ∇u(x) of particles, [n, d]; the target is not asked, and nothing is remembered. */
export async function mirrorImages(points: Float64Array, problem: MirrorProblem): Promise<Float64Array> {
  const aside = { ...problem, energy: [{ type: 'entropy' as const, scale: 1 }], memory: new Map(problem.memory) };
  return (await mirrorField(points, aside)).images;
}

/**
 * Euler's method at a cloud: where a step of any size takes it, linearly implicit with spacings and explicit with the others.
 * @param velocity v at `points`, where it is known
 */
export async function eulerMethod(
  points: Float64Array,
  problem: MirrorProblem,
  velocity?: Float64Array,
): Promise<(stepSize: number) => Promise<Float64Array>> {
  if (problem.scheme === 'spacings') return (await spacingsField(points, problem)).step;
  const v = velocity ?? (await mirrorField(points, problem)).velocity;
  return async (stepSize) => points.map((place, at) => place + stepSize * v[at]!);
}

/** Whether particles on the line are in the same strict order in both clouds. */
export function sameOrder(before: Float64Array, after: Float64Array): boolean {
  return isAscending(Float64Array.from(ascending(before), (row) => after[row]!));
}
