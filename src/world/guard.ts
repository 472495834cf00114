import { all, isFinite as isFiniteTensor, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { firstLine, InputError } from '../errors.ts';
import type { Ensemble } from './model.ts';

/** What a step changes besides columns and memory. */
type Counters = Pick<Ensemble, 'steps' | 'time' | 'gradientEvaluations' | 'densityEvaluations' | 'solver'>;

/**
 * Run `advance(steps)` on an ensemble; when it throws or leaves a NaN or Inf, go back, repeat step by step to find the step that did it,
 * and stop the ensemble at the last good state with a reason that names the step. Randomness is a function of the step, so the repetition
 * meets the same numbers.
 */
export async function guarded(
  ensemble: Ensemble,
  steps: number,
  advance: (steps: number) => Promise<void>,
): Promise<void> {
  const fault = await attempt(ensemble, steps, advance);
  if (!fault) return;
  if (steps === 1) return stop(ensemble, fault);
  for (let done = 0; done < steps; done++) {
    const cause = await attempt(ensemble, 1, advance);
    if (cause) return stop(ensemble, cause);
  }
}

/** One call of `advance`; on a fault the ensemble is as before and the fault is returned. */
async function attempt(
  ensemble: Ensemble,
  steps: number,
  advance: (steps: number) => Promise<void>,
): Promise<string | undefined> {
  const before: Counters = {
    steps: ensemble.steps,
    time: ensemble.time,
    gradientEvaluations: ensemble.gradientEvaluations,
    densityEvaluations: ensemble.densityEvaluations,
    solver: { ...ensemble.solver },
  };
  const energies = ensemble.energy.length;
  const memory = [...ensemble.memory].map(([name, values]) => [name, values.slice()] as const);
  const columns = Object.values(ensemble.columns);
  for (const column of columns) column.hold();
  const fault = await faultOf(ensemble, steps, advance);
  if (fault) {
    for (const column of columns) column.restore();
    Object.assign(ensemble, before);
    ensemble.energy.length = Math.min(energies, ensemble.energy.length);
    ensemble.memory.clear();
    for (const [name, values] of memory) ensemble.memory.set(name, values);
  }
  for (const column of columns) column.release();
  return fault;
}

async function faultOf(
  ensemble: Ensemble,
  steps: number,
  advance: (steps: number) => Promise<void>,
): Promise<string | undefined> {
  try {
    await advance(steps);
  } catch (error) {
    // What the user asked for cannot work at all: that is no divergence, and must not look like one.
    if (error instanceof InputError) throw error;
    return firstLine(error);
  }
  if (await allFinite(ensemble.columns.position.tensor)) return undefined;
  return 'a particle became NaN or infinite (try a smaller step size)';
}

async function allFinite(values: Tensor): Promise<boolean> {
  const flag = tidy(() => all(isFiniteTensor(values)));
  const [finite] = await flag.data();
  flag.dispose();
  return Boolean(finite);
}

function stop(ensemble: Ensemble, cause: string): void {
  ensemble.status = 'stopped';
  ensemble.reason = `step ${ensemble.steps + 1}: ${cause}`;
}
