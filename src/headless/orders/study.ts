import { firstLine, InputError } from '../../errors.ts';
import type { BackendName } from '../../tensor/index.ts';
import {
  addEnsemble,
  cloudOf,
  createWorld,
  disposeWorld,
  type Ensemble,
  type MethodSpec,
  measureOf,
  type OrderStudy,
  prepare,
  step,
  type World,
  withStepSize,
} from '../../world/index.ts';
import { distanceBetween, type LabelledCloud, sizeOf } from './distance.ts';
import { fittedOrder, type StepError } from './fit.ts';

/** What a convergence study came to. */
export interface OrderSummary {
  name: string;
  /** Slope of log error over log step, over the errors above `floor`; missing with a `reason`. */
  fitted?: number;
  /** The order that theory promises. */
  expected: number;
  /**
   * [step size, error], the error being the root mean square distance between the particles of equal row: an upper bound of W₂. Between laws on
   * sites it is W₂ of the Gaussians with their moments.
   */
  errors: StepError[];
  /** Errors up to here may be rounding and are left out of the fit: float32 positions are good to a few 1e-8 of their size a step. */
  floor: number;
  /** Why there is no fitted order. */
  reason?: string;
}

/** Where a study is run, and who looks on. */
export interface StudyRun {
  seed: string;
  backend: BackendName;
  /** Stops between two turns; the study then has no result. */
  signal?: AbortSignal | undefined;
  /** After every turn, with all steps of the study so far. */
  onTurn?(steps: number): void;
}

/** Rounding, relative to the size of the positions: a random walk of some hundred float32 roundings. */
const ROUNDING = 1e-6;

const SIDES = ['method', 'against'] as const;
type Side = (typeof SIDES)[number];

/** All steps that a study takes. */
export const stepsOf = ({ stepSizes, time }: OrderStudy): number =>
  stepSizes.reduce((sum, size) => sum + SIDES.length * Math.round(time / size), 0);

/**
 * Run both methods of a study from the same particles at every step size. One that is stopped leaves a `reason` and no fitted order.
 * @returns undefined when the signal interrupted it
 */
export async function runStudy(study: OrderStudy, run: StudyRun): Promise<OrderSummary | undefined> {
  const { name, expected, stepSizes } = study;
  const errors: StepError[] = [];
  let floor = 0;
  let reason: string | undefined;
  let steps = 0;
  const onTurn = (own: number): void => run.onTurn?.(steps + own);
  for (const stepSize of stepSizes) {
    const clouds: LabelledCloud[] = [];
    for (const side of SIDES) {
      const end = await endOf(study, side, stepSize, { ...run, onTurn });
      if (run.signal?.aborted) return undefined;
      steps += end.steps;
      if (end.cloud) clouds.push(end.cloud);
      else reason ??= `${study[side].type} with the step size ${stepSize} was stopped; ${end.reason}`;
    }
    const [method, against] = clouds;
    if (!method || !against) continue;
    errors.push([stepSize, distanceBetween(method, against)]);
    floor = Math.max(floor, ROUNDING * sizeOf(against));
  }
  const fitted = reason === undefined ? fittedOrder(errors, floor) : undefined;
  if (fitted === undefined) reason ??= 'fewer than two errors are above the rounding of float32';
  return { name, ...(fitted !== undefined && { fitted }), expected, errors, floor, ...(reason && { reason }) };
}

/** Let both methods of a study get ready at its first step size, without a step. @throws InputError when one cannot */
export async function rehearse(study: OrderStudy, run: StudyRun): Promise<void> {
  for (const side of SIDES) {
    await withWorld(study, side, study.stepSizes[0]!, run, (world) => prepare(world));
  }
}

interface End {
  steps: number;
  cloud?: LabelledCloud;
  /** Why there is no cloud. */
  reason?: string;
}

const endOf = (study: OrderStudy, side: Side, stepSize: number, run: StudyRun): Promise<End> =>
  withWorld(study, side, stepSize, run, async (world, ensemble) => {
    const { signal } = run;
    await step(world, { until: study.time, onTurn: () => run.onTurn?.(ensemble.steps), ...(signal && { signal }) });
    const { steps, status, reason = 'stopped' } = ensemble;
    if (status === 'stopped') return { steps, reason };
    const { values, dimension, weights } = await cloudOf(ensemble);
    return {
      steps,
      cloud: { values: Float32Array.from(values), dimension, ...(weights && { weights: Float32Array.from(weights) }) },
    };
  });

/** A world of one ensemble. Its name is that of the study, so that all worlds of a study start from the same particles. */
async function withWorld<T>(
  study: OrderStudy,
  side: Side,
  stepSize: number,
  { seed, backend }: StudyRun,
  action: (world: World, ensemble: Ensemble) => Promise<T>,
): Promise<T> {
  const { name, count, initial, placement, sites, target } = study;
  const method: MethodSpec = withStepSize(study[side], stepSize);
  const world = await createWorld({ seed, backend });
  try {
    const entity = addEnsemble(world, {
      ...{ name, count, method, initial: measureOf(initial) },
      ...(placement && { placement }),
      ...(sites && { sites }),
      ...(target && { target: measureOf(target) }),
    });
    return await action(world, world.ensembles.get(entity)!);
  } catch (error) {
    throw atSide(error, side);
  } finally {
    disposeWorld(world);
  }
}

/** The world knows one ensemble with one method; a study has two methods, and the fields of both their ensembles. */
function atSide(error: unknown, side: Side): unknown {
  if (!(error instanceof InputError)) return error;
  const path = error.path[0] === 'ensembles' ? error.path.slice(2) : error.path;
  return new InputError(firstLine(error), { path: path.map((key) => (key === 'method' ? side : key)), cause: error });
}
