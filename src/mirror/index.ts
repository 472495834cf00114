export { type BuresMap, buresHessian, buresMap } from './bures.ts';
export { buresEstimator } from './bures-estimator.ts';
export { watchDivergence } from './divergence-watch.ts';
export type { MirrorEstimator, MirrorImage, MirrorMove, MirrorState, MirrorStep, Report } from './estimator.ts';
export { type GaussianFlowProblem, type GaussianMoment, gaussianMirrorFlow } from './gaussian.ts';
export { monotoneEstimator } from './monotone-estimator.ts';
export { MonotoneMap } from './monotone-map.ts';
export { gaussianReference, type Reference } from './reference.ts';
