export { haveCommonDirections } from './directions.ts';
export { type GaussianStepOptions, gaussianEntropicJkoStep, gaussianSinkhornJkoStep } from './jko.ts';
export { gaussianCollapseTime, gaussianSinkhornPotentialFlow } from './potential-flow.ts';
