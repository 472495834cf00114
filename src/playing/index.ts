export { customTargets } from './custom-targets.ts';
export { History, type PastEnsemble } from './history.ts';
export { goalOfPart, goalsAt } from './part.ts';
export { Player, type PlayerOptions } from './player.ts';
export type { Kept } from './timeline.ts';
