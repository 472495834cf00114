import type { SiteKernel } from '../sites/index.ts';
import type { ComplementarityProblem } from './complementarity.ts';

/** Below this, numbers of float64 have lost digits to underflow. */
const SMALLEST = 1e-280;

export interface PressureProblem extends ComplementarityProblem {
  /** a and a⁺, [n], before scaling to mass 1. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** w, [n]. */
  readonly slack: Float64Array;
  readonly stepSize: number;
  readonly theta: number;
}

/**
 * The pressure of a θ-step: w = −δP with P = (2/ε)p·b, so p = −(ε/2δ)·w/b with b = θb⁺ + (1 − θ)b, where the equation of the step holds. It is
 * zero on the support, and w/b is summed in logarithms where b underflows.
 */
export async function pressureOf(problem: PressureProblem): Promise<Float64Array> {
  const { kernel, before, after, slack, stepSize, theta } = problem;
  const between = after.map((value, i) => theta * value + (1 - theta) * before[i]!);
  const image = await kernel.apply(between);
  const isFar = image.map((b) => (b < SMALLEST ? 1 : 0));
  const far = isFar.includes(1) ? await farRatios(problem, between) : undefined;
  return after.map((a, i) => {
    if (a > 0) return 0;
    const ratio = far && isFar[i] ? far[i]! : slack[i]! / image[i]!;
    // Rounding, or a violation below the tolerance, has the other sign.
    return Math.min(0, (-kernel.epsilon / (2 * stepSize)) * ratio) + 0;
  });
}

/** w/b in logarithms, [n]. */
async function farRatios(problem: PressureProblem, between: Float64Array): Promise<Float64Array> {
  const { kernel, potential, before, after, stepSize } = problem;
  const scale = (2 * stepSize) / kernel.epsilon;
  const relativeTo = await logImage(kernel, between);
  const ratioOf = async (x: Float64Array): Promise<Float64Array> =>
    (await logImage(kernel, x)).map((value, i) => Math.exp(value - relativeTo[i]!));
  const change = { after: await ratioOf(after), before: await ratioOf(before) };
  const ofPotential = await ratioOf(between.map((value, i) => value * potential[i]!));
  return change.after.map((b, i) => b - change.before[i]! + scale * (potential[i]! - ofPotential[i]!));
}

const logImage = (kernel: SiteKernel, x: Float64Array): Promise<Float64Array> | Float64Array =>
  kernel.logApply(x.map(Math.log));
