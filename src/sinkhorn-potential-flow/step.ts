import type { SiteEnergy, SiteKernel, SiteLaw, SiteStep } from '../sites/index.ts';
import { entropyStep } from './entropy-step.ts';
import { stepInInteraction } from './frozen.ts';
import { checkedOptions, type PotentialFlowOptions } from './options.ts';
import { potentialStep } from './potential-step.ts';

/**
 * One step of the Sinkhorn potential flow, the gradient flow of an energy in the geometry of the Sinkhorn divergence: with c = |x − y|² (without ½)
 * and ε KL(π | μ⊗ν), (ε/2)(I − K²)⁻¹H[μ̇] + V + p = const, p ≤ 0, p = 0 on the support of μ. As ε → 0 it is ẋ = −∇V.
 *
 * In the coefficients a of b = Ga it is G ȧ + (2/ε)(VG − GV)a + P = 0 with a ≥ 0, P = (2/ε)p·b ≤ 0 and aᵀP = 0: a rotation in the RKHS of G as long
 * as a > 0. A θ-step is a linear complementarity problem with one solution, of first order for θ = 1; for θ = ½ it is of second order while
 * the support stays as it is. After it, a is divided by √(aᵀGa). The pressure is the mean over the step in the sense of θ. The energy falls as long
 * as δ is not much longer than ε/(max V − min V), which is the time in which b turns; beyond, a step may turn past where the flow would stop.
 *
 * Beyond the potential: an interaction adds θWμ⁺ + (1 − θ)Wμ to V, and the step stalls where W is much narrower than the kernel; an entropy
 * λ∫log(μ/h) adds λ log(μ⁺/h), implicitly whatever θ is, keeps all masses positive and so leaves no pressure.
 *
 * All numbers are float64, on the CPU. Sources: the Sinkhorn JKO scheme (arXiv 2511.14278) and its geometry (arXiv 2405.04987).
 *
 * @throws InputError for options that make no sense, or a law on more sites than a dense matrix holds
 * @throws RunError where Newton's method for the entropy comes to no end
 */
export async function sinkhornPotentialFlowStep(
  kernel: SiteKernel,
  law: SiteLaw,
  energy: SiteEnergy,
  options: PotentialFlowOptions,
): Promise<SiteStep> {
  const checked = checkedOptions(options);
  const { potential, entropy, volumes, interaction } = energy;
  const stepIn = (total: Float64Array): Promise<SiteStep> =>
    entropy > 0
      ? entropyStep(kernel, law, { potential: total, entropy, volumes }, checked)
      : potentialStep(kernel, law, total, checked);
  if (!interaction) return stepIn(potential);
  return stepInInteraction(interaction, law.masses, checked, (frozen) =>
    stepIn(potential.map((value, i) => value + frozen[i]!)),
  );
}
