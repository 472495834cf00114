export { conjugateGradients, type LinearSolve, type LinearSolveOptions, type Product } from './conjugate-gradients.ts';
export { type ContinuationOptions, followed } from './continuation.ts';
export { type FixedPoint, fixedPoint, type Round } from './fixed-point.ts';
export { type LbfgsOptions, lbfgs } from './l-bfgs.ts';
export { type LargestEigenvalue, type LargestEigenvalueOptions, largestEigenvalue } from './lanczos.ts';
export { type EquationAt, type NewtonEnd, newtonKrylov } from './newton-krylov.ts';
export type { LocalModel, Objective, OptimizeResult, OptimizeStatus, StoppingRule } from './objective.ts';
export { type NewtonOptions, truncatedNewton } from './truncated-newton.ts';
