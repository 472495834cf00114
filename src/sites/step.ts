import type { SiteLaw } from './law.ts';

/** Where a solver came to: its stopping rule holds, or it ran out of iterations, or it stood still before. */
export type SiteStepStatus = 'converged' | 'max-iterations' | 'stalled';

/** One step of a scheme on sites. */
export interface SiteStep {
  readonly law: SiteLaw;
  /** p ≤ 0, [n], in the units of the energy: what keeps μ ≥ 0. Zero on the support. */
  readonly pressure: Float64Array;
  readonly status: SiteStepStatus;
  /** What `solver` says besides: iterations, residuals, the size of the support, … */
  readonly report: Record<string, number | string>;
}
