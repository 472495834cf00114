export { type Goal, stepSizeOf, stepsLeft } from './clock.ts';
export { IsEnsemble, MirrorPosition, Owner, Position, Row, Velocity, Weight } from './components.ts';
export {
  addEnsemble,
  type Ensemble,
  type EnsembleOptions,
  ensembleNamed,
  ensembleOf,
  positions,
  removeEnsemble,
  setMethod,
  weights,
} from './ensemble.ts';
export {
  type Context,
  checkMethod,
  defineMethod,
  type Method,
  type MethodDefinition,
  type MethodSpec,
  methodOf,
  methods,
  type Needs,
} from './method.ts';
export {
  buildWorld,
  defineScene,
  type Measure,
  measureOf,
  type Scene,
  type SceneEnsemble,
  type SceneInput,
  sceneToJson,
} from './scene.ts';
export { type AdvanceOptions, advance, step } from './schedule.ts';
export { type LoadOptions, loadWorld, saveWorld } from './snapshot.ts';
export { createWorld, disposeWorld, type World, type WorldOptions } from './world.ts';
