import type { SiteKernel, SiteStepStatus } from '../sites/index.ts';

/** What the plan is compared with: 'product' is KL(π | μ⊗μ_k), 'fixed' is KL(π | 1⊗μ_k), 1 the counting measure of the sites. */
export type EntropicReference = 'product' | 'fixed';

/** One step with its energy in units of ε/2τ. */
export interface EntropicProblem {
  readonly kernel: SiteKernel;
  /** μ_k, [n]. */
  readonly masses: Float64Array;
  /** log E = −2τV/ε, [n]. */
  readonly logFactors: Float64Array;
  /** 2τλ/ε. */
  readonly entropy: number;
  /** h, [n]. */
  readonly volumes: Float64Array;
}

export interface SolverOptions {
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Where a solver came to. */
export interface EntropicMinimum {
  /** μ⁺, [n]. */
  readonly masses: Float64Array;
  /** log R ≤ 0, [n], in units of ε/2τ: 0 where there is mass. */
  readonly logRatio: Float64Array;
  readonly status: SiteStepStatus;
  readonly report: Record<string, number | string>;
}

/** log(E h^{2τλ/ε}), [n]: what the entropy relative to h adds to the potential. */
export const logFactorsWithVolumes = ({ logFactors, entropy, volumes }: EntropicProblem): Float64Array =>
  entropy === 0 ? logFactors : logFactors.map((log, i) => log + entropy * Math.log(volumes[i]!));
