export type { JkoFlowForm } from './affine-velocity.ts';
export { gaussianEulerStep, gaussianGradientFlow } from './gradient-flow.ts';
export { gaussianJkoStep } from './jko.ts';
export { gaussianJkoFlow, type JkoFlowOptions } from './jko-flow.ts';
export { type GaussianLaw, type GaussianMoments, momentsOf } from './law.ts';
export {
  checkNumber,
  type Problem,
  problemOf,
  type QuadraticEnergy,
  quadraticEnergy,
  quadraticFault,
} from './quadratic-energy.ts';
export { gaussianEnergy, squaredSlope, stiffness } from './value.ts';
