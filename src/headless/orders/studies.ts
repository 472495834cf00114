import { type FieldPath, firstLine, InputError } from '../../errors.ts';
import { formatPath } from '../../schema.ts';
import type { OrderStudy, Scene } from '../../world/index.ts';
import { type OrderSummary, rehearse, runStudy, type StudyRun, stepsOf } from './study.ts';

/** How far the studies of a scene are. */
export interface Studied {
  /** 0 … 1, in steps. */
  fraction: number;
  /** Steps times particles, so far. */
  particleSteps: number;
}

export interface StudiesRun extends Omit<StudyRun, 'onTurn'> {
  onProgress?(studied: Studied): void;
}

/** What a method of a study refuses to start from is said before anything is computed. @throws InputError with the field of the scene */
export async function tryStudies({ orders = [] }: Scene, run: StudyRun): Promise<void> {
  for (const [i, study] of orders.entries()) await within(i, () => rehearse(study, run));
}

/**
 * Every convergence study of a scene, one after the other.
 * @returns undefined when the signal interrupted them
 * @throws InputError with the field of the scene
 */
export async function runStudies({ orders = [] }: Scene, run: StudiesRun): Promise<OrderSummary[] | undefined> {
  const results: OrderSummary[] = [];
  const all = orders.reduce((sum, study) => sum + cost(study), 0);
  let done = 0;
  for (const [i, study] of orders.entries()) {
    const onTurn = (steps: number): void => {
      const particleSteps = done + steps * study.count;
      run.onProgress?.({ fraction: particleSteps / all, particleSteps });
    };
    const result = await within(i, () => runStudy(study, { ...run, onTurn }));
    if (!result) return undefined;
    results.push(result);
    done += cost(study);
  }
  return results;
}

/** Steps times particles. */
const cost = (study: OrderStudy): number => study.count * stepsOf(study);

/** Puts the place in the scene before what a study complains about. */
async function within<T>(index: number, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const path: FieldPath = ['orders', index, ...error.path];
    throw new InputError(`${formatPath(path, 'scene')}: ${firstLine(error)}`, { path, cause: error });
  }
}
