import { momentsOfCloud } from '../metrics/index.ts';
import type { Moments } from '../targets/index.ts';
import { type Ensemble, type Goal, type Scene, stepsLeft, type World } from '../world/index.ts';
import { exactLaw } from './exact-law.ts';
import { type Metrics, MOST_MEASURED, metricsOf } from './metrics.ts';
import type { Stopwatch } from './stopwatch.ts';
import { versions } from './versions.ts';

/** What a run came to: the content of `summary.json`. Times are in seconds of wall clock unless they are called physical. */
export interface Summary {
  scene: string;
  seed: string;
  backend: string;
  versions: Record<string, string>;
  wallTime: { setup: number; run: number };
  /** There when the run was interrupted; the ensembles then say how far they came. */
  interrupted?: true;
  ensembles: EnsembleSummary[];
}

export interface EnsembleSummary {
  name: string;
  /** The type of the method, and its parameters with all defaults. */
  method: string;
  parameters: Record<string, unknown>;
  /** The name of the target, where there is one. */
  target?: string;
  count: number;
  dimension: number;
  status: 'done' | 'stopped';
  /** Why it was stopped: the step and the cause. */
  reason?: string;
  steps: number;
  /** Physical time. */
  time: number;
  wallTime: number;
  /** Summed over the particles. */
  gradientEvaluations: number;
  densityEvaluations: number;
  mean: number[];
  covariance: number[][];
  /** Distances to the target at the end, where it can be sampled or its moments are known. */
  metrics: Metrics;
  /** There when fewer particles than `count` went into the metrics: the first so many. */
  measured?: number;
  /** [physical time, value] after each step, for methods that know their energy. */
  energy?: [time: number, value: number][];
  /** The law that the method approximates at this physical time, where it is known in closed form. */
  exact?: Moments;
  /** W₂ between the Gaussians with the moments of the ensemble and those of `exact`. */
  error?: number;
  /** What the solver said of the last step. */
  solver?: Record<string, number | string | boolean>;
  /** There when fewer particles than `count` are in positions.parquet: the first so many. */
  recorded?: number;
}

/** What a summary needs to know besides the world. */
export interface RunFacts {
  scene: Scene;
  world: World;
  stopwatch: Stopwatch;
  setupSeconds: number;
  interrupted: boolean;
  /** Most particles recorded per ensemble; undefined when nothing is recorded. */
  mostRecorded?: number;
}

export async function summarise(facts: RunFacts): Promise<Summary> {
  const { scene, world, stopwatch, setupSeconds, interrupted } = facts;
  const run = stopwatch.run;
  const durations = new Map(scene.ensembles.map(({ name, duration }) => [name, duration]));
  const ensembles: EnsembleSummary[] = [];
  for (const ensemble of world.ensembles.values()) {
    ensembles.push(await summariseEnsemble(ensemble, durations.get(ensemble.name) ?? scene.duration, facts));
  }
  return {
    scene: scene.name,
    seed: world.seed,
    backend: world.backend.name,
    versions: versions(),
    wallTime: { setup: setupSeconds, run },
    ...(interrupted && { interrupted }),
    ensembles,
  };
}

async function summariseEnsemble(ensemble: Ensemble, duration: Goal, facts: RunFacts): Promise<EnsembleSummary> {
  const { name, target, count, dimension, steps, time, energy, solver, columns } = ensemble;
  const { gradientEvaluations, densityEvaluations } = ensemble;
  const { type: method, ...parameters } = ensemble.method;
  const positions = await columns.position.pull();
  const weights = columns.weight ? await columns.weight.pull() : new Float32Array(count).fill(1 / count);
  const moments = momentsOfCloud({ positions, weights, dimension });
  const { mostRecorded = Number.POSITIVE_INFINITY } = facts;
  return {
    ...{ name, method, parameters, ...(target && { target: target.name }), count, dimension },
    ...statusOf(ensemble, duration),
    ...{ steps, time, wallTime: facts.stopwatch.of(name), gradientEvaluations, densityEvaluations },
    ...moments,
    metrics: metricsOf(ensemble, positions, weights, facts.world.seed),
    ...(target && count > MOST_MEASURED && { measured: MOST_MEASURED }),
    ...(energy.length > 0 && { energy }),
    ...exactLaw(ensemble, moments),
    ...(Object.keys(solver).length > 0 && { solver }),
    ...(mostRecorded < count && { recorded: mostRecorded }),
  };
}

function statusOf(ensemble: Ensemble, duration: Goal): { status: 'done' | 'stopped'; reason?: string } {
  if (ensemble.status === 'stopped') return { status: 'stopped', reason: ensemble.reason ?? 'stopped' };
  if (stepsLeft(ensemble, duration) === 0) return { status: 'done' };
  return { status: 'stopped', reason: `interrupted after step ${ensemble.steps}` };
}
