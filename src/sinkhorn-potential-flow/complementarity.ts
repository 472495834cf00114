import type { SiteKernel } from '../sites/index.ts';

/**
 * One θ-step as a linear complementarity problem: w = Aa⁺ − q ≥ 0, a⁺ ≥ 0, a⁺ᵀw = 0 with A = G + s(VG − GV) and
 * q = (G − s′(VG − GV))a, where s = θδ·2/ε and s′ = (1 − θ)δ·2/ε. VG − GV is skew, so A is positive definite and there is one solution.
 */
export interface ComplementarityProblem {
  readonly kernel: SiteKernel;
  /** V − min V ≥ 0, [n]: constants do not matter. */
  readonly potential: Float64Array;
  /** s. */
  readonly implicit: number;
  /** q, [n]. */
  readonly right: Float64Array;
}

/** What a vector x becomes, [n] each. */
export interface Images {
  /** Gx. */
  readonly image: Float64Array;
  /** GVx. */
  readonly ofPotential: Float64Array;
}

export async function imagesOf(kernel: SiteKernel, potential: Float64Array, x: Float64Array): Promise<Images> {
  return {
    image: await kernel.apply(x),
    ofPotential: await kernel.apply(x.map((value, i) => value * potential[i]!)),
  };
}

/** The problem of a θ-step from the coefficients a. */
export async function problemOf(
  kernel: SiteKernel,
  potential: Float64Array,
  a: Float64Array,
  { stepSize, theta }: { stepSize: number; theta: number },
): Promise<ComplementarityProblem> {
  const scale = (2 * stepSize) / kernel.epsilon;
  const explicit = (1 - theta) * scale;
  const { image, ofPotential } = await imagesOf(kernel, potential, a);
  const right = image.map((b, i) => b - explicit * (potential[i]! * b - ofPotential[i]!));
  return { kernel, potential, implicit: theta * scale, right };
}

/** w = Aa − q, [n], and the sizes of the terms it is the sum of, which are what rounding is relative to. */
export async function slackOf(
  { kernel, potential, implicit, right }: ComplementarityProblem,
  a: Float64Array,
): Promise<{ slack: Float64Array; scale: Float64Array }> {
  const { image, ofPotential } = await imagesOf(kernel, potential, a);
  return {
    slack: image.map((b, i) => b + implicit * (potential[i]! * b - ofPotential[i]!) - right[i]!),
    scale: image.map((_, i) => 1 + implicit * (potential[i]! + ofPotential[i]!)),
  };
}

/** The rows and columns of A that belong to some sites, row-major. */
export function blockOf(
  { kernel, potential, implicit }: ComplementarityProblem,
  sites: readonly number[],
): Float64Array {
  const n = sites.length;
  const block = kernel.block(sites, sites);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      out[i * n + j] = block.get(i, j) * (1 + implicit * (potential[sites[i]!]! - potential[sites[j]!]!));
    }
  }
  return out;
}
