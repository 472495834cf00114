import { minimiseLogarithmic } from '../sinkhorn-jko/index.ts';
import { type EntropicMinimum, type EntropicProblem, logFactorsWithVolumes, type SolverOptions } from './problem.ts';
import { scaling } from './scaling.ts';

/**
 * Sites with less than this share of the largest mass have no say. They would not move the objective, but R: far out there must be some of m,
 * however little, for each bit of μ_k.
 */
const NEGLIGIBLE = 1e-10;

/**
 * The step with KL(π | μ⊗μ_k) = KL(π | 1⊗μ_k) − Σ μ log μ: that of the fixed reference with 1 less of the entropy. With any entropy that is
 * strictly convex, and solved by scaling.
 */
export function productReference(problem: EntropicProblem, options: SolverOptions): Promise<EntropicMinimum> {
  const { entropy } = problem;
  if (entropy === 0) return withoutEntropy(problem, options);
  return scaling(problem, logFactorsWithVolumes(problem), entropy - 1, options);
}

/**
 * Because KL(π | μ⊗μ_k) is the least of KL(π | m⊗μ_k) over m, the step minimises −Σ_j μ_kj log(G(E ⊙ m))_j over the measures m of mass 1, and μ⁺ is the
 * minimiser: the nonparametric maximum likelihood of a mixture. Expectation maximisation, m ← m ⊙ R with R = E ⊙ G(μ_k/G(E ⊙ m)), takes
 * 3,000 to 30,000 iterations for it, an active set some dozens.
 */
async function withoutEntropy(
  { kernel, masses, logFactors }: EntropicProblem,
  options: SolverOptions,
): Promise<EntropicMinimum> {
  const heaviest = masses.reduce((top, mass) => Math.max(top, mass), 0);
  const heard = masses.map((mass) => (mass > NEGLIGIBLE * heaviest ? mass : 0));
  const minimum = await minimiseLogarithmic(
    { kernel, quadratic: 'none', linear: 1, masses: heard, logFactors },
    { solver: 'active-set', start: heard, ...options },
  );
  const { coefficients, logRatio, status, iterations, supportSize, excess, complementarity } = minimum;
  return {
    // One expectation maximisation: it never goes uphill, and it has the mass of μ_k to rounding.
    masses: coefficients.map((m, i) => (m > 0 ? m * Math.exp(logRatio[i]!) : 0)),
    logRatio,
    status,
    report: { iterations, supportSize, excess, complementarity },
  };
}
