export { Decisions } from './decisions.ts';
export { type Evaluate, evaluationsOf } from './evaluate.ts';
export { leapfrogAcceptance } from './leapfrog-acceptance.ts';
export { drawMomenta } from './momenta.ts';
export { nutsTransition } from './nuts.ts';
export { type Points, States } from './states.ts';
export type { TrajectoryOptions, TrajectoryStatistics } from './trajectories.ts';
