import type { Ensemble, Goal, Scene } from '../world/index.ts';

/**
 * The goal of a part of a run, 0 … 1: that part of an ensemble's own duration, so that all ensembles come to their end together however long
 * their steps are. Steps round up; the part 1 is the whole duration.
 */
export function goalOfPart({ steps, time, gradientEvaluations }: Goal, part: number): Goal {
  return {
    ...(steps !== undefined && { steps: Math.ceil(steps * part) }),
    ...(time !== undefined && { time: time * part }),
    ...(gradientEvaluations !== undefined && { gradientEvaluations: gradientEvaluations * part }),
  };
}

/** For each ensemble of the scene, where it should get to at this part of the run. */
export function goalsAt(scene: Scene, part: number): (ensemble: Ensemble) => Goal {
  const durations = new Map(scene.ensembles.map(({ name, duration }) => [name, duration]));
  return ({ name }) => goalOfPart(durations.get(name) ?? scene.duration, part);
}
