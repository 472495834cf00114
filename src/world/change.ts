import { z } from 'zod';
import { type FieldPath, firstLine, InputError, RunError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import { addParticles, readersOf } from './add-particles.ts';
import type { Goal } from './clock.ts';
import { checkNeeds, ensembleNamed } from './ensemble.ts';
import { type Measure, measureOf } from './measure.ts';
import { type CheckedMethod, checkMethod, needsOf } from './method.ts';
import { methodSpec } from './method-spec.ts';
import type { Ensemble, MethodSpec, World } from './model.ts';
import { revertible } from './revertible.ts';
import { fail, within } from './scene-path.ts';
import { prepare } from './schedule.ts';
import { setMethod } from './swap.ts';

/** What is done to an ensemble on its way. */
export type Steering = { ensemble: string } & ({ method: MethodSpec } | { add: number[][] });

/** A steering with its moment: when every ensemble has come to the part `at` of its duration, before anything moves beyond. */
export type Change = { at: number } & Steering;

// −0 is written as 0 in JSON, and would be other bits.
const coordinate = z.number().transform((value) => value + 0);

export const changeSchema = z
  .strictObject({
    at: z.number().min(0).max(1).describe('part of the durations, 0 … 1'),
    ensemble: z.string().describe('the name of the ensemble'),
    method: methodSpec.optional().describe('the method that it goes on with'),
    add: z.array(z.array(coordinate).min(1)).min(1).optional().describe('points where particles come in'),
  })
  .refine(({ method, add }) => (method === undefined) !== (add === undefined), {
    message: 'must have either method or add',
  });

/** What a change must fit to. */
interface Steered {
  name: string;
  initial: Measure;
  target?: Measure;
  duration: Goal;
}

/**
 * A change of a scene, the parameters of its method filled in.
 * @throws InputError when there is no such ensemble, its method is wrong or lacks what it needs, or a point has another dimension
 */
export function checkChange(
  { at, ensemble, method, add }: z.output<typeof changeSchema>,
  ensembles: readonly Steered[],
  path: FieldPath,
): Change {
  const steered =
    ensembles.find(({ name }) => name === ensemble) ??
    fail(
      [...path, 'ensemble'],
      `must be one of ${ensembles.map(({ name }) => name).join(', ')}, got ${formatValue(ensemble)}`,
    );
  if (method) return { at, ensemble, method: completed(method, steered, [...path, 'method']) };
  const { dimension } = measureOf(steered.initial);
  const wrong = add!.findIndex((point) => point.length !== dimension);
  if (wrong >= 0) {
    fail([...path, 'add', wrong], `must have dimension ${dimension} like ${ensemble}, got ${formatValue(add![wrong])}`);
  }
  return { at, ensemble, add: add! };
}

function completed(spec: MethodSpec, { name, target, duration }: Steered, path: FieldPath): MethodSpec {
  const checked = within(path, () => checkMethod(spec));
  within(path.slice(0, -1), () => checkNeeds({ name, target: target && measureOf(target) }, checked));
  const { type } = checked.method.definition;
  if (isEndless(checked, duration)) {
    fail(path, `makes none of the evaluations of the budget that ends ${name}; must be another than ${type}`);
  }
  return { type, ...checked.parameters };
}

/** Whether nothing ends an ensemble: it has only a budget of evaluations that its method does not make. */
export function isEndless(checked: CheckedMethod, duration: Goal): boolean {
  const { gradient, density = false } = needsOf(checked);
  const ends = (['steps', 'time', gradient && 'gradientEvaluations', density && 'densityEvaluations'] as const).filter(
    (limit) => limit !== false,
  );
  return ends.every((limit) => duration[limit] === undefined);
}

/** Changes in the order they happen; those of one moment in the order they are written. */
export const inOrder = (changes: readonly Change[]): Change[] => changes.toSorted((a, b) => a.at - b.at);

/**
 * Give an ensemble another method or more particles now, and let methods get ready; a new method also takes up an ensemble that was stopped.
 * @throws InputError when it cannot be done; nothing is changed then
 */
export async function steer(world: World, steering: Steering): Promise<void> {
  const ensemble = ensembleNamed(world, steering.ensemble);
  // What others cannot start from is not the fault of this change.
  await prepare(world);
  await revertible(world, [ensemble, ...readersOf(world, ensemble)], async () => {
    if ('add' in steering) await addParticles(world, ensemble.entity, steering.add);
    else {
      setMethod(world, ensemble.entity, steering.method);
      ensemble.status = 'running';
      delete ensemble.reason;
    }
    await prepare(world, { strict: true });
  });
}

/**
 * Make the next change of the scene of a world. Where it cannot be made, its ensemble is stopped with the reason and the others go on.
 */
export async function applyChange(world: World, change: Change): Promise<void> {
  try {
    await steer(world, change);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof RunError)) throw error;
    stop(ensembleNamed(world, change.ensemble), `change at ${change.at}: ${firstLine(error)}`);
  }
  world.changes++;
}

/** The first reason is the one to know. */
function stop(ensemble: Ensemble, reason: string): void {
  if (ensemble.status === 'stopped') return;
  Object.assign(ensemble, { status: 'stopped', reason });
}
