export { addParticles } from './add-particles.ts';
export { applyChange, type Change, changeSchema, checkChange, inOrder, type Steering, steer } from './change.ts';
export { type Goal, stepSizeOf, stepsLeft } from './clock.ts';
export { IsEnsemble, MirrorPosition, Owner, Position, Row, Velocity, Weight } from './components.ts';
export { couplingBetween } from './coupling.ts';
export {
  addEnsemble,
  drawInitial,
  type EnsembleOptions,
  ensembleNamed,
  ensembleOf,
  type Placement,
  positions,
  removeEnsemble,
  weights,
} from './ensemble.ts';
export { type Measure, measureOf } from './measure.ts';
export {
  type Context,
  checkMethod,
  defineMethod,
  type Method,
  type MethodDefinition,
  methodOf,
  methods,
  type Needs,
  needsOf,
  withStepSize,
} from './method.ts';
export type { Ensemble, MethodSpec, World } from './model.ts';
export { cloudOf, type ParticleCloud, spreadOf } from './particle-cloud.ts';
export {
  buildWorld,
  defineScene,
  durationSchema,
  mostParticles,
  type OrderStudy,
  type Scene,
  type SceneEnsemble,
  type SceneInput,
  sceneToJson,
} from './scene.ts';
export { type AdvanceOptions, advance, prepare, step } from './schedule.ts';
export type { Sites } from './sites.ts';
export { type LoadOptions, loadWorld, saveWorld } from './snapshot.ts';
export { stateHash } from './state-hash.ts';
export { setMethod } from './swap.ts';
export { createWorld, disposeWorld, type WorldOptions } from './world.ts';
