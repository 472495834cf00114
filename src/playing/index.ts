export { addressOf, isAddress, sceneOfAddress } from './address.ts';
export { customTargets } from './custom-targets.ts';
export { History, type PastEnsemble } from './history.ts';
export { applyOverride, isShared, type Override, parseOverride, pathsOf } from './overrides.ts';
export { goalOfPart, goalsAt } from './part.ts';
export { Player, type PlayerOptions } from './player.ts';
export { type Stroke, targetOfStrokes } from './target-of-strokes.ts';
export type { Kept } from './timeline.ts';
