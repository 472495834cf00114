export { customTargets } from './custom-targets.ts';
export { goalOfPart, goalsAt } from './part.ts';
export { Player } from './player.ts';
