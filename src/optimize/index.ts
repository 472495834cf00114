export { type LbfgsOptions, lbfgs } from './l-bfgs.ts';
export type { LocalModel, Objective, OptimizeResult, OptimizeStatus, StoppingRule } from './objective.ts';
export { type NewtonOptions, truncatedNewton } from './truncated-newton.ts';
