import { lawOfCoefficients, type SiteKernel, type SiteLaw, type SiteStep } from '../sites/index.ts';
import { activeSet } from './active-set.ts';
import { problemOf } from './complementarity.ts';
import { type CheckedOptions, toleranceOf } from './options.ts';
import { pressureOf } from './pressure.ts';
import { aboveZero } from './shift.ts';

/** A θ-step of the flow of Σ V_i μ_i: one linear complementarity problem. */
export async function potentialStep(
  kernel: SiteKernel,
  { coefficients: before }: SiteLaw,
  potential: Float64Array,
  options: CheckedOptions,
): Promise<SiteStep> {
  const problem = await problemOf(kernel, aboveZero(potential), before, options);
  const {
    coefficients: after,
    slack,
    status,
    iterations,
    violation,
  } = await activeSet(problem, before, {
    ...options,
    tolerance: toleranceOf(kernel, options),
  });
  const { stepSize, theta } = options;
  return {
    law: await lawOfCoefficients(kernel, after),
    pressure: await pressureOf({ ...problem, before, after, slack, stepSize, theta }),
    status,
    report: { iterations, violation, supportSize: after.reduce((count, value) => (value > 0 ? count + 1 : count), 0) },
  };
}
