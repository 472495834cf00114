import { InputError } from '../errors.ts';
import { lawOfMasses, type SiteEnergy, type SiteKernel, type SiteLaw, type SiteStep } from '../sites/index.ts';
import { fixedReference } from './fixed-reference.ts';
import type { EntropicMinimum, EntropicProblem, EntropicReference } from './problem.ts';
import { productReference } from './product-reference.ts';
import { selfConsistent } from './self-consistent.ts';
import { isUphill } from './uphill.ts';

export interface EntropicJkoOptions {
  /** τ > 0, in units of time. */
  readonly stepSize: number;
  readonly reference: EntropicReference;
  /** Default 1e-4 min(1, 2τ/ε): what the conditions of optimality may be violated by, relative. A looser one freezes the flow. */
  readonly tolerance?: number;
  /** Default 10,000 scalings, or 500 Newton steps of the active set (product reference, no entropy). */
  readonly maxIterations?: number;
}

const MOST_NEWTON_STEPS = 500;
const MOST_SCALINGS = 10_000;

const SOLVERS = { product: productReference, fixed: fixedReference };

/**
 * One step of the entropic JKO scheme, in float64 on the CPU: μ⁺ minimises E(μ) + OT_ε(μ, μ_k)/(2τ) over the probability measures on the sites, where
 * OT_ε is the minimum of Σ π|x − y|² + ε KL(π | reference) over the plans of μ and μ_k. It is not debiased, and two schemes carry its name:
 *
 * - 'product': KL(π | μ⊗μ_k). A step sharpens: without energy it takes ε/2 off the variance, whatever τ is, down to a Dirac. Solved as
 *   a convex problem by an active set; the pressure is what keeps μ ≥ 0.
 * - 'fixed': KL(π | 1⊗μ_k). A step blurs: it adds ε/2. In closed form for a potential, μ⁺ = Σ_j μ_kj softmax_i(−(c_ij + 2τV_i)/ε); μ⁺ > 0
 *   everywhere, and the pressure is 0.
 *
 * The product reference is the fixed one with ε/2τ less of the entropy λ, so that the two agree where λ is ε/2τ apart. With an entropy both
 * are strictly convex, solved by scaling, and without pressure. An interaction enters as the potential V + Wμ⁺, iterated until it agrees with the μ⁺ that comes out.
 * Where no solver comes to an end, a step that would raise the objective is not taken, and 'stalled'.
 *
 * Sources: Lavenant et al. 2025 (arXiv 2511.14278) for the product; Peyré 2015, SIAM J. Imaging Sci. 8, for the fixed reference.
 *
 * @throws InputError naming the option that makes no sense
 */
export async function entropicJkoStep(
  kernel: SiteKernel,
  law: SiteLaw,
  energy: SiteEnergy,
  options: EntropicJkoOptions,
): Promise<SiteStep> {
  const { stepSize, reference } = options;
  const factor = (2 * stepSize) / kernel.epsilon;
  const direct = reference === 'product' && energy.entropy === 0;
  const { tolerance = 1e-4 * Math.min(1, factor), maxIterations = direct ? MOST_NEWTON_STEPS : MOST_SCALINGS } =
    options;
  check({ stepSize, reference, tolerance, maxIterations });
  const solve = (potential: Float64Array): Promise<EntropicMinimum> => {
    const problem: EntropicProblem = {
      kernel,
      masses: law.masses,
      logFactors: potential.map((value) => -factor * value),
      entropy: factor * energy.entropy,
      volumes: energy.volumes,
    };
    return SOLVERS[reference](problem, { tolerance, maxIterations });
  };
  const { masses, logRatio, status, report } = await selfConsistent(energy, law.masses, solve, tolerance);
  const isKept = status !== 'converged' && (await isUphill({ kernel, energy, law, reference, factor }, masses));
  if (isKept)
    return { law, pressure: new Float64Array(masses.length), status: 'stalled', report: { reference, ...report } };
  return {
    law: await lawOfMasses(kernel, masses),
    pressure: masses.map((mass, i) => (mass > 0 ? 0 : Math.min(0, logRatio[i]! / factor))),
    status,
    report: { reference, ...report },
  };
}

function check(options: Required<EntropicJkoOptions>): void {
  const { stepSize, reference, tolerance, maxIterations } = options;
  for (const [field, value] of Object.entries({ stepSize, tolerance })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new InputError(`${field}: must be a finite number > 0, got ${value}`);
    }
  }
  if (!(Number.isInteger(maxIterations) && maxIterations > 0)) {
    throw new InputError(`maxIterations: must be an integer of at least 1, got ${maxIterations}`);
  }
  if (!(reference in SOLVERS)) throw new InputError(`reference: must be "product" or "fixed", got ${reference}`);
}
