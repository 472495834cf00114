import { type Ensemble, type Goal, type Scene, stepSizeOf, type World } from '../world/index.ts';
import type { Studied } from './orders/index.ts';

/** How far a run is. */
export interface Progress {
  /** 0 … 1: the mean over the ensembles of what they have done of their duration, and over the convergence studies. */
  fraction: number;
  /** Steps times particles, so far. */
  particleSteps: number;
}

/** @param studied how far the convergence studies are, which come after the ensembles */
export function progressOf(scene: Scene, world: World, studied: Studied = { fraction: 0, particleSteps: 0 }): Progress {
  const studies = scene.orders?.length ?? 0;
  const durations = new Map(scene.ensembles.map(({ name, duration }) => [name, duration]));
  const ensembles = [...world.ensembles.values()];
  const parts = ensembles.map((ensemble) => partOf(ensemble, durations.get(ensemble.name) ?? scene.duration));
  return {
    fraction: parts.reduce((sum, part) => sum + part, studies * studied.fraction) / (ensembles.length + studies),
    particleSteps: ensembles.reduce((sum, { steps, count }) => sum + steps * count, studied.particleSteps),
  };
}

function partOf(ensemble: Ensemble, goal: Goal): number {
  if (ensemble.status !== 'running') return 1;
  const { steps = Infinity, time = Infinity, gradientEvaluations = Infinity, densityEvaluations = Infinity } = goal;
  // Half a step of grace: the last step of a duration in time need not hit it.
  const byTime = ensemble.time / Math.max(time - stepSizeOf(ensemble) / 2, Number.MIN_VALUE);
  const byGradients = ensemble.gradientEvaluations / ensemble.count / gradientEvaluations;
  const byDensities = ensemble.densityEvaluations / ensemble.count / densityEvaluations;
  return Math.min(1, Math.max(ensemble.steps / steps, byTime, byGradients, byDensities));
}
