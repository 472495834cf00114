import { plus } from '../linalg/index.ts';
import type { SiteKernel } from './kernel.ts';

/** Potentials of the entropic transport between two laws: OT_ε with KL(π | μ⊗ν) is ε(Σ μf + Σ νg), or less than it where the iterations ran out. */
export interface SinkhornPotentials {
  /** f/ε, [n], at every site. */
  readonly f: Float64Array;
  /** g/ε, [n]. */
  readonly g: Float64Array;
}

export interface SinkhornPotentialsOptions {
  /** f/ε of a near law, [n]. */
  readonly start: Float64Array;
  /** Of f/ε. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Sinkhorn's iterations between the laws of two logarithms of masses, [n] each, in logarithms. */
export async function sinkhornPotentials(
  kernel: SiteKernel,
  logMasses: Float64Array,
  logOthers: Float64Array,
  { start, tolerance, maxIterations }: SinkhornPotentialsOptions,
): Promise<SinkhornPotentials> {
  let f = start;
  for (let iteration = 1; ; iteration++) {
    const image = await kernel.logApply(plus(logMasses, 1, f));
    const back = await kernel.logApply(plus(logOthers, -1, image));
    const change = back.reduce((most, value, i) => Math.max(most, Math.abs(value + f[i]!)), 0);
    f = back.map((value) => -value);
    if (change < tolerance || iteration === maxIterations) return { f, g: image.map((value) => -value) };
  }
}
