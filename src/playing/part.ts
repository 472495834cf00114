import { type Ensemble, type Goal, type Scene, stepSizeOf } from '../world/index.ts';

/**
 * The goal of a part of a run, 0 … 1: that part of an ensemble's own duration, so that all ensembles come to their end together however long
 * their steps are. Steps round up; the part 1 is the whole duration.
 */
export function goalOfPart({ steps, time, gradientEvaluations, densityEvaluations }: Goal, part: number): Goal {
  return {
    ...(steps !== undefined && { steps: Math.ceil(steps * part) }),
    ...(time !== undefined && { time: time * part }),
    ...(gradientEvaluations !== undefined && { gradientEvaluations: gradientEvaluations * part }),
    ...(densityEvaluations !== undefined && { densityEvaluations: densityEvaluations * part }),
  };
}

/** For each ensemble of the scene, where it should get to at this part of the run. */
export function goalsAt(scene: Scene, part: number): (ensemble: Ensemble) => Goal {
  const durationOf = durationsOf(scene);
  return (ensemble) => goalOfPart(durationOf(ensemble), part);
}

/**
 * For each ensemble of the scene, how much of its duration it has done: less than `part` as long as it has not reached `goalOfPart`. Ensembles
 * that take turns in this order take the same turns however a run is cut.
 */
export function partsDone(scene: Scene): (ensemble: Ensemble) => number {
  const durationOf = durationsOf(scene);
  return (ensemble) => {
    const { steps, time, gradientEvaluations, densityEvaluations } = durationOf(ensemble);
    return Math.max(
      steps === undefined ? 0 : ensemble.steps / steps,
      // The grace of `stepsLeft` for sums of step sizes.
      time === undefined ? 0 : (ensemble.time + 1e-3 * stepSizeOf(ensemble)) / time,
      gradientEvaluations === undefined ? 0 : ensemble.gradientEvaluations / ensemble.count / gradientEvaluations,
      densityEvaluations === undefined ? 0 : ensemble.densityEvaluations / ensemble.count / densityEvaluations,
    );
  };
}

function durationsOf(scene: Scene): (ensemble: Ensemble) => Goal {
  const durations = new Map(scene.ensembles.map(({ name, duration }) => [name, duration]));
  return ({ name }) => durations.get(name) ?? scene.duration;
}
