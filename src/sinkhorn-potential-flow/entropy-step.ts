import { lawOfCoefficients, type SiteKernel, type SiteLaw, type SiteStep } from '../sites/index.ts';
import { problemOf } from './complementarity.ts';
import { solved } from './entropic-solution.ts';
import { type CheckedOptions, toleranceOf } from './options.ts';
import { aboveZero } from './shift.ts';

interface PotentialAndEntropy {
  /** [n]. */
  readonly potential: Float64Array;
  /** λ > 0. */
  readonly entropy: number;
  /** h, [n]. */
  readonly volumes: Float64Array;
}

/** A θ-step of the flow of Σ V_i μ_i + λ Σ μ_i log(μ_i/h_i), the entropy implicit. All masses are positive, so there is no pressure. */
export async function entropyStep(
  kernel: SiteKernel,
  { coefficients }: SiteLaw,
  { potential, entropy, volumes }: PotentialAndEntropy,
  options: CheckedOptions,
): Promise<SiteStep> {
  const problem = await problemOf(kernel, aboveZero(potential), coefficients, options);
  const equation = { ...problem, volumes, entropy: (2 * options.stepSize * entropy) / kernel.epsilon };
  const tolerance = toleranceOf(kernel, options);
  const { end, iterations } = await solved(equation, coefficients, { ...options, tolerance });
  return {
    law: await lawOfCoefficients(kernel, end.coefficients),
    pressure: new Float64Array(kernel.count),
    status: 'converged',
    report: { iterations, residual: end.fault, supportSize: kernel.count },
  };
}
