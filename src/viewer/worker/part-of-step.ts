import { type Ensemble, type Scene, stepSizeOf, type World } from '../../world/index.ts';

/** What part of its run one step of an ensemble is, for the ensemble whose step is the shortest part. */
export function partOfStep({ ensembles }: Scene, world: World): number {
  const parts = [...world.ensembles.values()].map((ensemble) => {
    const { duration } = ensembles.find(({ name }) => name === ensemble.name)!;
    return ensemble.status === 'running' ? partOf(ensemble, duration) : 1;
  });
  return Math.min(...parts);
}

function partOf(ensemble: Ensemble, duration: Scene['duration']): number {
  const { steps, time, gradientEvaluations, densityEvaluations } = duration;
  const perStep = (evaluated: number): number =>
    ensemble.steps > 0 ? Math.max(1, evaluated / ensemble.count / ensemble.steps) : 1;
  return Math.max(
    steps === undefined ? 0 : 1 / steps,
    time === undefined ? 0 : stepSizeOf(ensemble) / time,
    gradientEvaluations === undefined ? 0 : perStep(ensemble.gradientEvaluations) / gradientEvaluations,
    densityEvaluations === undefined ? 0 : perStep(ensemble.densityEvaluations) / densityEvaluations,
  );
}
