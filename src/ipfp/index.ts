export { IPFP_DISCRETISATIONS, sinkhornFlow } from './choose.ts';
export {
  type DiscreteMeasure,
  type DiscreteProblem,
  type IpfpState,
  ipfp,
  ipfpStep,
  type Marginal,
  marginalOf,
} from './discrete.ts';
export type { FlowSetting, FlowStep, Particles, SinkhornFlow } from './flow.ts';
export { type GaussianProblem, gaussianDistance, gaussianStart, quadraticAt } from './gaussian.ts';
export { type Grid, gridOver, gridSoftmin } from './grid.ts';
export { INITIALISATIONS, type Initialisation } from './initialisation.ts';
export { type MapOptions, mapToReference, mapToTarget, potentialAt, sampleProblem } from './samples.ts';
