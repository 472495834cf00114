export { type EstimatorSettings, estimatorFor } from './automatic-estimator.ts';
export { type BuresMap, buresHessian, buresMap } from './bures.ts';
export { buresEstimator } from './bures-estimator.ts';
export { explained, watchDivergence } from './divergence-watch.ts';
export {
  DRIFTS,
  type Drift,
  type MirrorEstimator,
  type MirrorImage,
  type MirrorMove,
  type MirrorState,
  type MirrorStep,
  type Report,
} from './estimator.ts';
export { entropyMirror, quadraticMirror, quarticMirror, reciprocalMirror } from './euclidean/built-in.ts';
export { type EuclideanFlow, type EuclideanFlowOptions, euclideanFlow } from './euclidean/flow.ts';
export {
  defineMirror,
  definePointMirror,
  type Mirror,
  type MirrorDefinition,
  mirrorOf,
  mirrorTypes,
  type PointMirrorDefinition,
} from './euclidean/mirror.ts';
export { type ObjectiveSpecification, objectiveOf, objectiveSpecification } from './euclidean/objective.ts';
export { firstOutside, mapRows } from './euclidean/rows.ts';
export { type EuclideanStepOptions, euclideanMirrorStep } from './euclidean/steps.ts';
export { ratesOf } from './flow/field.ts';
export {
  type ReferenceLaw,
  type ReferenceSpecification,
  referenceLaw,
  referenceSpecification,
} from './flow/reference-law.ts';
export { MIRROR_SCHEMES, type MirrorProblem, type MirrorSchemeName, mirrorField, mirrorImages } from './flow/scheme.ts';
export { type MirrorStepOptions, mirrorFlowStep } from './flow/step.ts';
export { type GaussianFlowProblem, type GaussianMoment, gaussianMirrorFlow } from './gaussian.ts';
export { gaussianEnergyMirrorFlow } from './gaussian-energy-flow.ts';
export { mirrorDistance } from './mirror-distance.ts';
export { monotoneEstimator } from './monotone-estimator.ts';
export { MonotoneMap, type NormalImage } from './monotone-map.ts';
export { potentialEstimator } from './potential/estimator.ts';
export { gaussianReference, type Reference } from './reference.ts';
export { affineRows } from './rows.ts';
export { sinkhornEstimator } from './sinkhorn-estimator.ts';
export { type SinkhornHessian, type SinkhornPotentials, sinkhornHessian } from './sinkhorn-hessian.ts';
