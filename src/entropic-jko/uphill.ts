import { dot } from '../linalg/index.ts';
import { energyOf, type SiteEnergy, type SiteKernel, type SiteLaw, sinkhornPotentials } from '../sites/index.ts';
import type { EntropicReference } from './problem.ts';

export interface Comparison {
  readonly kernel: SiteKernel;
  readonly energy: SiteEnergy;
  /** μ_k. */
  readonly law: SiteLaw;
  readonly reference: EntropicReference;
  /** 2τ/ε. */
  readonly factor: number;
}

/** Any number of iterations gives a lower bound of the cost. */
const SINKHORN = { tolerance: 1e-9, maxIterations: 200 };

/** Whether E(μ) + OT_ε(μ, μ_k)/(2τ) is certain to be more than at μ_k itself, where OT_ε(μ_k, μ_k) = −2ε Σ μ_k log b is known. */
export async function isUphill(
  { kernel, energy, law, reference, factor }: Comparison,
  masses: Float64Array,
): Promise<boolean> {
  const start = new Float64Array(masses.length);
  const [logs, logsBefore] = [masses, law.masses].map((each) => each.map(Math.log));
  const { f, g } = await sinkhornPotentials(kernel, logs!, logsBefore!, { start, ...SINKHORN });
  const logImage = await kernel.logApply(law.coefficients.map(Math.log));
  const there = factor * energyOf(energy, masses) + dot(masses, f) + dot(law.masses, g);
  const here = factor * energyOf(energy, law.masses) - 2 * dot(law.masses, logImage);
  if (reference === 'product') return there > here;
  return there - entropyOf(masses) > here - entropyOf(law.masses);
}

/** −Σ μ log μ: what KL(π | μ⊗μ_k) has more than KL(π | 1⊗μ_k). */
const entropyOf = (masses: Float64Array): number =>
  masses.reduce((sum, mass) => (mass > 0 ? sum - mass * Math.log(mass) : sum), 0);
