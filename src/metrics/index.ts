export { type AssessOptions, assess } from './assess.ts';
export { autocovariance } from './autocovariance.ts';
export { type BenchmarkMetric, benchmarkMetrics } from './benchmark-metrics.ts';
export {
  type BiasSquared,
  biasSquaredOfMeans,
  biasSquaredOfSquares,
  biasSquaredOfX,
  type Means,
} from './bias-squared.ts';
export { type ChainDiagnostics, type ChainsOfPoints, chainDiagnostics } from './chain-diagnostics.ts';
export type { Chains } from './chains.ts';
export type { Cloud } from './cloud.ts';
export { distanceWithFloor, type FloorOptions, type Measured } from './distance-with-floor.ts';
export { bulkEffectiveSampleSize, tailEffectiveSampleSize } from './effective-sample-size.ts';
export { energyDistance } from './energy-distance.ts';
export { kernelSteinDiscrepancy, type SteinOptions } from './kernel-stein-discrepancy.ts';
export { logNormalizerError } from './log-normalizer-error.ts';
export { type DiscrepancyOptions, maximumMeanDiscrepancy } from './maximum-mean-discrepancy.ts';
export { measure, metricTypes } from './measure.ts';
export { medianDistance } from './median-distance.ts';
export { coordinateModeWeights, coordinateModeWeightsError, modeWeights, modeWeightsError } from './mode-weights.ts';
export { type MomentsError, momentsError, momentsOfCloud } from './moments.ts';
export { deviation, median, quantile, quantileOfSorted } from './quantile.ts';
export { averageRanks, NormalScores, rankNormalise } from './rank-normalise.ts';
export { rankNormalisedRHat } from './rank-normalised-r-hat.ts';
export { scaledSinkhornDivergence } from './scaled-sinkhorn-divergence.ts';
