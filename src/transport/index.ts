export { Anderson } from './anderson.ts';
export type { FlatPoints, Points, Weights } from './cloud.ts';
export type { Cost } from './convention.ts';
export { type Coupling, coupling } from './coupling.ts';
export type { Acceleration } from './dual.ts';
export {
  type EntropicImage,
  type EntropicMap,
  type EntropicMapOptions,
  entropicMap,
  type MapFunction,
} from './entropic-map.ts';
export { type AffineMap, type GaussianMeasure, type GaussianTransport, gaussianTransport } from './gaussian.ts';
export { type IpfpGaussianStep, ipfpGaussian, type QuadraticPotential } from './ipfp-gaussian.ts';
export type { PairOptions, SinkhornProgress, SolverOptions } from './options.ts';
export { SafeguardedAnderson } from './safeguard.ts';
export { type SinkhornOptions, type SinkhornResult, sinkhorn } from './sinkhorn.ts';
export {
  type DivergencePotentials,
  type DivergenceTerm,
  type SinkhornDivergenceOptions,
  type SinkhornDivergenceResult,
  sinkhornDivergence,
} from './sinkhorn-divergence.ts';
export {
  type SlicedWassersteinOptions,
  slicedDistance,
  slicedWasserstein,
  sortedProjection,
  unitDirections,
} from './sliced-wasserstein.ts';
export type { SinkhornStatus } from './solve.ts';
export { createSinkhornSolver, type SinkhornSolver, type SolvedTransport } from './solver.ts';
export type { TopPairs } from './strongest-pairs.ts';
export {
  type LineMeasure,
  type Wasserstein1dOptions,
  wasserstein1d,
  wasserstein1dToQuantile,
} from './wasserstein-1d.ts';
