import { type EntropicMinimum, type EntropicProblem, logFactorsWithVolumes, type SolverOptions } from './problem.ts';
import { scaling } from './scaling.ts';

/** The step with KL(π | 1⊗μ_k): without entropy μ⁺ = E ⊙ G(μ_k/(GE)), one softmax for each site that has mass. */
export const fixedReference = (problem: EntropicProblem, options: SolverOptions): Promise<EntropicMinimum> =>
  scaling(problem, logFactorsWithVolumes(problem), problem.entropy, options);
