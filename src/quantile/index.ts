export { type QuantileJkoOptions, type QuantileJkoStep, quantileJkoStep } from './jko-step.ts';
export { ascending, type OrderInput, type OrderReport, orderOf } from './order.ts';
export {
  isAscending,
  type QuantileEnergy,
  type QuantileEnergyContext,
  type QuantileModel,
  quantileEnergy,
  rootMeanSquare,
  scalesOf,
} from './quantile-energy.ts';
export {
  expectation,
  gridOfMasses,
  interpolated,
  type ReferenceGrid,
  referenceGrid,
  uniformGrid,
} from './reference-grid.ts';
export { solveTridiagonal } from './tridiagonal.ts';
export { gradientFlowAt, jkoFlowVelocity, stiffness } from './velocity.ts';
