import { hasComponent } from 'bitecs';
import { type FieldPath, firstLine, InputError, RunError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { checkWorld } from './check-world.ts';
import { type Goal, stepSizeOf, stepsLeft } from './clock.ts';
import { carryColumns } from './components.ts';
import { guarded } from './guard.ts';
import { inTurn } from './in-turn.ts';
import { methodAndParameters } from './method.ts';
import type { Ensemble, World } from './model.ts';

/** One turn of the world, phase by phase. */
const schedule: readonly Phase[] = [
  prepareMethods, // a new or swapped-in method sets up the columns it needs
  moveEnsembles, // every system moves the ensembles that carry its component, some steps each
];

type GoalOf = (ensemble: Ensemble) => Goal;
type Phase = (world: World, goalOf: GoalOf, options: AdvanceOptions) => Promise<void>;

export interface AdvanceOptions {
  /**
   * How far an ensemble is. Where one ensemble reads another they take turns, the one that is least far first. Default: its time where every
   * goal has one, else its steps.
   */
  farOf?(ensemble: Ensemble): number;
  /** Called after every turn. */
  onTurn?(): void;
  /** Called after an ensemble was prepared or moved, with the wall-clock seconds it took. */
  onMove?(ensemble: Ensemble, seconds: number): void;
  /** Throw the RunError of an ensemble that cannot start, in place of stopping it. */
  strict?: boolean;
  /** Stops between two turns; everything done so far stays. */
  signal?: AbortSignal;
}

/**
 * Move a world on: every running ensemble by `steps` steps of its method, or up to the physical time `until`.
 * A particle that becomes NaN or infinite stops its ensemble (`status`, `reason`); the others go on. A call that comes while another one runs
 * waits for its end.
 * @throws InputError when neither or both are given, or not a positive number.
 */
export async function step(
  world: World,
  { steps, until, ...options }: { steps?: number; until?: number } & AdvanceOptions = { steps: 1 },
): Promise<void> {
  checkWorld(world);
  if ((steps === undefined) === (until === undefined)) throw new InputError('step: takes either steps or until');
  if (steps !== undefined && !(Number.isInteger(steps) && steps >= 0)) {
    throw new InputError(`step.steps: must be an integer of at least 0, got ${formatValue(steps)}`);
  }
  if (until !== undefined && !Number.isFinite(until)) {
    throw new InputError(`step.until: must be a finite time, got ${formatValue(until)}`);
  }
  await inTurn(world, () => {
    const start = new Map([...world.ensembles.values()].map((ensemble) => [ensemble, ensemble.steps]));
    const goalOf = (ensemble: Ensemble): Goal =>
      until === undefined ? { steps: (start.get(ensemble) ?? 0) + steps! } : { time: until };
    return advance(world, goalOf, options);
  });
}

/**
 * Set up what the methods of a world need, without a step: a method may place its particles anew (at quantiles, with the exact moments of
 * a Gaussian). A step does it by itself. An ensemble whose start fails for another reason than a mistake is stopped. @throws InputError when a method
 * cannot start from where it is
 */
export function prepare(world: World, options: Pick<AdvanceOptions, 'onMove' | 'strict'> = {}): Promise<void> {
  checkWorld(world);
  return inTurn(world, () => prepareMethods(world, noGoal, options));
}

const noGoal: GoalOf = () => ({});

/** Turn the world until every running ensemble has reached its goal. */
export async function advance(world: World, goalOf: GoalOf, options: AdvanceOptions = {}): Promise<void> {
  let lastPause = performance.now();
  while (due(world, goalOf).length > 0) {
    if (options.signal?.aborted) return;
    for (const phase of schedule) await phase(world, goalOf, options);
    options.onTurn?.();
    // Lets signals, timers and the page breathe; the clock decides nothing else.
    if (performance.now() - lastPause > 50) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      lastPause = performance.now();
    }
  }
}

/** The running ensembles that carry the component of their method and are not there yet. */
const due = (world: World, goalOf: GoalOf): Ensemble[] =>
  [...world.ensembles.values()].filter(
    (each) =>
      each.status === 'running' &&
      hasComponent(world, each.entity, methodAndParameters(each).method.component) &&
      stepsLeft(each, goalOf(each)) > 0,
  );

async function prepareMethods(world: World, _goalOf: GoalOf, options: AdvanceOptions): Promise<void> {
  for (const [index, ensemble] of [...world.ensembles.values()].entries()) {
    if (ensemble.prepared || ensemble.status !== 'running') continue;
    const { method, parameters } = methodAndParameters(ensemble);
    const prepare = async (): Promise<void> => method.definition.prepare?.({ world, ensemble, parameters });
    await timed(ensemble, options, () =>
      withPath(['ensembles', index], Object.keys(parameters), () =>
        options.strict ? withName(ensemble, prepare) : orStop(ensemble, prepare),
      ),
    );
    carryColumns(world, ensemble);
    ensemble.prepared = ensemble.status === 'running';
  }
}

async function moveEnsembles(world: World, goalOf: GoalOf, options: AdvanceOptions): Promise<void> {
  const waiting = due(world, goalOf);
  // A method may spend the last of its budget while it prepares.
  if (waiting.length === 0) return;
  if (!isCoupled(world)) {
    for (const ensemble of waiting) await move(world, ensemble, stepsLeft(ensemble, goalOf(ensemble)), options);
    return;
  }
  // Where one ensemble reads another they take turns, the one that lags most first, so that any way of cutting a run gives the same run.
  const byTime = waiting.every((ensemble) => goalOf(ensemble).time !== undefined);
  const farOf = options.farOf ?? ((ensemble: Ensemble): number => (byTime ? ensemble.time : ensemble.steps));
  const last = waiting.reduce((least, ensemble) => (farOf(ensemble) < farOf(least) ? ensemble : least));
  await move(world, last, 1, options);
}

const isCoupled = (world: World): boolean =>
  [...world.ensembles.values()].some((ensemble) => {
    const { method, parameters } = methodAndParameters(ensemble);
    return (method.definition.reads?.(parameters).length ?? 0) > 0;
  });

async function move(world: World, ensemble: Ensemble, wanted: number, options: AdvanceOptions): Promise<void> {
  const { method, parameters } = methodAndParameters(ensemble);
  const steps = Math.min(wanted, method.definition.fuse ?? 1);
  const size = stepSizeOf(ensemble);
  const advanceBy = async (count: number): Promise<void> => {
    await method.definition.advance({ world, ensemble, parameters }, count);
    ensemble.steps += count;
    for (let i = 0; i < count; i++) ensemble.time += size;
  };
  await timed(ensemble, options, () => guarded(ensemble, steps, advanceBy));
}

/** What cannot start for a reason that is no mistake of the user's stops, and the others go on. */
async function orStop(ensemble: Ensemble, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    Object.assign(ensemble, { status: 'stopped', reason: `cannot start: ${firstLine(error)}` });
  }
}

/** A run that cannot start says which ensemble is to blame. */
async function withName({ name }: Ensemble, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw error instanceof RunError ? new RunError(`ensemble ${name}: ${firstLine(error)}`, { cause: error }) : error;
  }
}

/** What a method refuses to start from is a mistake in the scene: in the field that it names first, or else in the method. */
async function withPath(path: FieldPath, parameters: readonly string[], action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const named = error.path.length > 0 ? error.path : fieldNamedBy(error);
    const owner = OF_ENSEMBLES.includes(named[0] as string) ? [] : ['method'];
    const isField = owner.length === 0 || parameters.includes(named[0] as string);
    throw new InputError(error.message, { path: [...path, ...owner, ...(isField ? named : [])], cause: error });
  }
}

/** What methods find wrong with an ensemble. */
const OF_ENSEMBLES: readonly string[] = ['initial', 'target', 'count', 'dimension', 'sites'];

/** The path in front of a message: `energy[0].kernel: must …`. */
function fieldNamedBy({ message }: InputError): FieldPath {
  const [field] = message.match(/^\w+(\.\w+|\[\d+\])*(?=: )/) ?? [''];
  return [...field.matchAll(/\[(\d+)\]|\w+/g)].map(([key, index]) => (index === undefined ? key : Number(index)));
}

async function timed(ensemble: Ensemble, { onMove }: AdvanceOptions, action: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await action();
  onMove?.(ensemble, (performance.now() - start) / 1000);
}
