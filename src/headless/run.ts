import { InputError, RunError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import type { BackendName } from '../tensor/index.ts';
import { buildWorld, defineScene, disposeWorld, type Scene, type SceneInput, type World } from '../world/index.ts';
import type { Observer } from './observer.ts';
import { type OrderSummary, runStudies, tryStudies } from './orders/index.ts';
import { Output } from './output/output.ts';
import { play } from './play.ts';
import { type Progress, progressOf } from './progress.ts';
import { Stopwatch } from './stopwatch.ts';
import { type Summary, summarise } from './summary.ts';

export interface RunOptions {
  /** Default: the scene's. */
  seed?: string | number;
  backend?: BackendName | 'auto';
  /** The folder that results go into. Without it nothing touches the disk. */
  out?: string;
  /** Go on from the checkpoint in `out`, bit for bit as if the run had not been interrupted. */
  resume?: boolean;
  observers?: readonly Observer[];
  /** After every turn of the world. */
  onProgress?(progress: Progress): void;
  /** Interrupts the run between two turns: what was computed is summarised and written, with a checkpoint to resume from. */
  signal?: AbortSignal;
  /** Most particles per ensemble that are written to positions.parquet: the first so many; sites all are. Default 20 000. */
  maxRecorded?: number;
  /** What was typed to get this run, for the report. Default: the command that runs the scene by its name. */
  command?: string;
  /** Seconds between checkpoints. Default 30. When they are written changes nothing in the run. */
  checkpointEvery?: number;
}

const MOST_RECORDED = 20_000;
const CHECKPOINT_SECONDS = 30;

/**
 * Run a scene to its end and say what came of it.
 * @throws InputError when the scene, an option or the output folder is no good; nothing was computed then
 * @throws RunError when results cannot be written (a full disk); what was written before stays
 */
export async function run(input: Scene | SceneInput, options: RunOptions = {}): Promise<Summary> {
  const began = performance.now();
  checkOptions(options);
  const seed = options.seed ?? input?.seed;
  const scene = defineScene({ ...input, ...(seed !== undefined && { seed }) });
  const job = await start(scene, options);
  try {
    return await finish(job, options, began);
  } catch (error) {
    // The disk that failed may refuse this too; what to say is what failed first.
    if (error instanceof RunError) await rescue(job).catch(() => {});
    throw error;
  } finally {
    await job.output?.close();
    disposeWorld(job.world);
  }
}

async function finish(job: Job, options: RunOptions, began: number): Promise<Summary> {
  const { scene, world, stopwatch, output } = job;
  await tryStudies(scene, { seed: world.seed, backend: world.backend.name });
  const recorder = await output?.record(world, job.frame);
  job.setupSeconds = (performance.now() - began) / 1000;
  const observers = [...(recorder ? [recorder] : []), ...(options.observers ?? [])];
  const complete = (await playJob(job, observers, options)) && (await studyJob(job, options));
  if (!complete) await output?.checkpoint(world, stopwatch);
  const summary = await summaryOf(job, !complete);
  await output?.write(summary, world, options.command);
  if (complete) await output?.tidy();
  return summary;
}

async function rescue(job: Job): Promise<void> {
  await job.output?.rescue(await summaryOf(job, true), job.world, job.stopwatch);
}

const summaryOf = ({ output, ...job }: Job, interrupted: boolean): Promise<Summary> =>
  summarise({ ...job, interrupted, mostRecorded: output?.mostRecorded });

/** A run that is ready to go. */
interface Job {
  scene: Scene;
  world: World;
  /** The next frame to reach. */
  frame: number;
  stopwatch: Stopwatch;
  setupSeconds: number;
  output: Output | undefined;
  /** What the convergence studies came to, when they are done. */
  orders?: OrderSummary[];
}

async function start(scene: Scene, { out, resume, backend, maxRecorded = MOST_RECORDED }: RunOptions): Promise<Job> {
  const output = out === undefined ? undefined : await Output.open(out, scene, maxRecorded);
  const common = { scene, setupSeconds: 0, output };
  if (!output || !resume) {
    return { ...common, world: await buildWorld(scene, { backend }), frame: 0, stopwatch: new Stopwatch() };
  }
  const { world, note } = await output.resume(backend);
  return { ...common, world, frame: note.frames, stopwatch: new Stopwatch(note.wallTime) };
}

function playJob(job: Job, observers: readonly Observer[], options: RunOptions): Promise<boolean> {
  const { scene, world, stopwatch, output } = job;
  const interval = (options.checkpointEvery ?? CHECKPOINT_SECONDS) * 1000;
  let lastPause = performance.now();
  stopwatch.start();
  return play(scene, world, job.frame, {
    observers,
    signal: options.signal,
    onMove: (ensemble, seconds) => stopwatch.add(ensemble, seconds),
    onTurn: () => options.onProgress?.(progressOf(scene, world)),
    pauseDue: () => output !== undefined && performance.now() - lastPause > interval,
    onPause: async () => {
      await output?.checkpoint(world, stopwatch);
      lastPause = performance.now();
    },
  });
}

/** The convergence studies, after the ensembles: whether they came to their end. A resumed run does them anew, and all of them. */
async function studyJob(job: Job, { signal, onProgress }: RunOptions): Promise<boolean> {
  const { scene, world } = job;
  if (!scene.orders) return true;
  job.orders = await runStudies(scene, {
    ...{ seed: world.seed, backend: world.backend.name, signal },
    onProgress: (studied) => onProgress?.(progressOf(scene, world, studied)),
  });
  return job.orders !== undefined;
}

function checkOptions({ out, resume, maxRecorded = 1, checkpointEvery = 0 }: RunOptions): void {
  if (out !== undefined && typeof out !== 'string')
    throw new InputError(`out: must be the path of a folder, got ${formatValue(out)}`);
  if (!(checkpointEvery >= 0))
    throw new InputError(`checkpointEvery: must be a number of at least 0, got ${formatValue(checkpointEvery)}`);
  if (resume && out === undefined) throw new InputError('resume: needs out, the folder of the run to go on with');
  if (!Number.isInteger(maxRecorded) || maxRecorded < 1)
    throw new InputError(`maxRecorded: must be an integer of at least 1, got ${formatValue(maxRecorded)}`);
}
