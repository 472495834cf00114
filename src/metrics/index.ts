export type { Cloud } from './cloud.ts';
export { distanceWithFloor, type FloorOptions, type Measured } from './distance-with-floor.ts';
export { energyDistance } from './energy-distance.ts';
export { type DiscrepancyOptions, maximumMeanDiscrepancy } from './maximum-mean-discrepancy.ts';
export { measure, metricTypes } from './measure.ts';
export { medianDistance } from './median-distance.ts';
export { modeWeights, modeWeightsError } from './mode-weights.ts';
export { type MomentsError, momentsError, momentsOfCloud } from './moments.ts';
