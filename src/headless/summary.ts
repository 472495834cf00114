import { aimsAtTarget } from '../exact-law/index.ts';
import type { Moments } from '../targets/index.ts';
import { type Ensemble, type Goal, type Scene, stateHash, stepsLeft, type World } from '../world/index.ts';
import { errorToClosedForm, errorToReference, type LawError, type Reading, readingOf } from './law-error.ts';
import { MOST_MEASURED } from './measured-cloud.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import type { OrderSummary } from './orders/index.ts';
import { recordedOf } from './output/recorded.ts';
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
  /** SHA-256 of the state at the end, see `stateHash`: equal where two runs have the same bits. */
  stateHash: string;
  ensembles: EnsembleSummary[];
  /** The convergence studies of the scene; not there when the run was interrupted before their end. */
  orders?: OrderSummary[];
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
  /** Distances to the target at the end, where the method aims at it and it can be sampled or its moments are known. */
  metrics: Metrics;
  /** There when fewer particles than `count` went into the metrics: the first so many, or as many drawn evenly by weight where weights differ. */
  measured?: number;
  /** [physical time, value] after each step, for methods that know their energy. */
  energy?: [time: number, value: number][];
  /** The ensemble that `exact` and `error` are about, where the scene names one; else they are about a closed form. */
  reference?: string;
  /** Moments of the reference, or of the law that the method approximates, at this physical time. Nothing where they are not known. */
  exact?: Moments;
  /** W₂ to the reference, of the particles in one dimension; else W₂ between the Gaussians with the moments of the ensemble and `exact`. */
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
  orders?: OrderSummary[];
}

export async function summarise(facts: RunFacts): Promise<Summary> {
  const { scene, world, stopwatch, setupSeconds, interrupted, orders } = facts;
  const run = stopwatch.run;
  const readings = new Map<string, Reading>();
  for (const ensemble of world.ensembles.values()) readings.set(ensemble.name, await readingNow(ensemble));
  return {
    scene: scene.name,
    seed: world.seed,
    backend: world.backend.name,
    versions: versions(),
    wallTime: { setup: setupSeconds, run },
    ...(interrupted && { interrupted }),
    stateHash: await stateHash(world),
    ensembles: [...world.ensembles.values()].map((ensemble) => summariseEnsemble(ensemble, readings, facts)),
    ...(orders && { orders }),
  };
}

function summariseEnsemble(
  ensemble: Ensemble,
  readings: ReadonlyMap<string, Reading>,
  { scene, world, stopwatch, mostRecorded = Number.POSITIVE_INFINITY }: RunFacts,
): EnsembleSummary {
  const { name, target, count, dimension, steps, time, energy, solver } = ensemble;
  const { gradientEvaluations, densityEvaluations } = ensemble;
  const { type: method, ...parameters } = ensemble.method;
  const { duration = scene.duration, reference, heldBack } = scene.ensembles.find((each) => each.name === name) ?? {};
  const reading = readings.get(name)!;
  const recorded = recordedOf(ensemble, mostRecorded);
  const aims = aimsAtTarget(ensemble);
  return {
    ...{ name, method, parameters, ...(target && { target: target.name }), count, dimension },
    ...statusOf(ensemble, duration),
    ...{ steps, time, wallTime: stopwatch.of(name), gradientEvaluations, densityEvaluations },
    ...reading.moments,
    metrics: aims ? metricsOf(target, reading.cloud, world.seed, heldBack) : {},
    ...(aims && count > MOST_MEASURED && { measured: MOST_MEASURED }),
    ...(energy.length > 0 && { energy }),
    ...(reference !== undefined && { reference }),
    ...errorOf(ensemble, reading, reference === undefined ? undefined : readings.get(reference)),
    ...(Object.keys(solver).length > 0 && { solver }),
    ...(recorded < count && { recorded }),
  };
}

async function readingNow({ columns, count, dimension, time }: Ensemble): Promise<Reading> {
  const positions = await columns.position.pull();
  const weights = columns.weight ? await columns.weight.pull() : new Float32Array(count).fill(1 / count);
  return readingOf(time, { positions, weights, dimension });
}

const errorOf = (ensemble: Ensemble, reading: Reading, reference: Reading | undefined): LawError =>
  reference ? errorToReference(reading, reference) : errorToClosedForm(ensemble, reading);

function statusOf(ensemble: Ensemble, duration: Goal): { status: 'done' | 'stopped'; reason?: string } {
  if (ensemble.status === 'stopped') return { status: 'stopped', reason: ensemble.reason ?? 'stopped' };
  if (stepsLeft(ensemble, duration) === 0) return { status: 'done' };
  return { status: 'stopped', reason: `interrupted after step ${ensemble.steps}` };
}
