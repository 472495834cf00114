export { type LogarithmicSolver, minimiseLogarithmic } from './minimise.ts';
export type { LogarithmicMinimum, MinimiseOptions } from './minimum.ts';
export type { LogarithmicProblem, Optimality } from './problem.ts';
export { SINKHORN_JKO_SOLVERS, type SinkhornJkoOptions, type SinkhornJkoSolver, sinkhornJkoStep } from './step.ts';
