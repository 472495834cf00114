import type { EquationAt } from '../optimize/index.ts';
import type { SiteKernel } from '../sites/index.ts';

/**
 * The equation of a step with an entropy, divided by b: with u = log a⁺, b = Ga⁺, ℓ = log(a⁺b/h) and the Markov operator Kx = G(a⁺x)/b,
 * r = 1 − q/b + s(V − KV) + t(ℓ − Kℓ) = 0, where t = λδ·2/ε. It holds at all sites, because a site without mass has ℓ = −∞.
 */
export interface EntropicEquation {
  readonly kernel: SiteKernel;
  /** V − min V, [n]. */
  readonly potential: Float64Array;
  /** s. */
  readonly implicit: number;
  /** q, [n]. */
  readonly right: Float64Array;
  /** t > 0. */
  readonly entropy: number;
  /** h, [n]. */
  readonly volumes: Float64Array;
}

/** Less of a⁺ may change by any factor at once. */
const MASS_TO_SPEAK_OF = 1e-14;

export interface EntropicEquationAt extends EquationAt {
  /** a⁺ = exp u. */
  readonly coefficients: Float64Array;
}

/**
 * The equation at u; nothing where it overflows. Its fault is max |r|/(1 + |q|/b): as r itself where b is about q, and bounded where it is far below.
 *
 * @param tolerance of the fault, in units of the terms that r is the sum of
 */
export async function equationAt(
  { kernel, potential, implicit, right, entropy, volumes }: EntropicEquation,
  u: Float64Array,
  tolerance: number,
): Promise<EntropicEquationAt | undefined> {
  const a = u.map(Math.exp);
  const image = await kernel.apply(a);
  const mean = async (x: Float64Array): Promise<Float64Array> =>
    (await kernel.apply(x.map((value, i) => value * a[i]!))).map((value, i) => value / image[i]!);
  const level = u.map((value, i) => value + Math.log(image[i]! / volumes[i]!));
  const drive = level.map((value, i) => implicit * potential[i]! + entropy * value);
  const meanDrive = await mean(drive);
  const ratio = right.map((value, i) => value / image[i]!);
  const residual = drive.map((value, i) => 1 - ratio[i]! + value - meanDrive[i]!);
  if (!residual.every(Number.isFinite)) return undefined;
  const fault = residual.reduce((top, value, i) => Math.max(top, Math.abs(value) / (1 + Math.abs(ratio[i]!))), 0);
  const scale = drive.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
  return {
    point: u,
    coefficients: a,
    residual,
    fault,
    isSolved: fault <= tolerance * scale,
    counts: (i) => a[i]! > MASS_TO_SPEAK_OF,
    derivative: () => async (du) => {
      const means = await mean(du);
      const spread = await mean(du.map((value, i) => drive[i]! * value + entropy * means[i]!));
      return du.map((value, i) => (ratio[i]! + meanDrive[i]!) * means[i]! + entropy * value - spread[i]!);
    },
  };
}
