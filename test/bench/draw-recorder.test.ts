import { beforeAll, describe, expect, it } from 'vitest';
import '../../systems/index.ts';
import { DrawRecorder } from '../../src/bench/draw-recorder.ts';
import { unpackArray } from '../../src/bench/index.ts';
import { buildTarget } from '../../src/targets/index.ts';
import { chooseBackend } from '../../src/tensor/index.ts';
import type { Ensemble } from '../../src/world/index.ts';

const [CHAINS, DIMENSION] = [6, 2];
const target = buildTarget({ type: 'gaussian', mean: [0, 0] });

beforeAll(() => chooseBackend('cpu'));

/** Chains whose position is the number of the step, on the line of their own number. */
function countingEnsemble(memory = new Map<string, Float64Array>()): Ensemble & { steps: number } {
  const ensemble = {
    ...{ count: CHAINS, dimension: DIMENSION, steps: 10, memory, method: { type: 'langevin' }, target },
    columns: {
      position: {
        pull: async () =>
          Float32Array.from({ length: CHAINS * DIMENSION }, (_, i) => (i % 2 === 0 ? ensemble.steps : (i - 1) / 2)),
      },
    },
  };
  return ensemble as unknown as Ensemble & { steps: number };
}

/** Visit after every step, as far as the recorder asks for it. */
async function play(ensemble: { steps: number }, recorder: DrawRecorder, steps: number): Promise<void> {
  const end = ensemble.steps + steps;
  while (ensemble.steps < end) {
    ensemble.steps = Math.min(recorder.nextStep, end);
    await recorder.visit();
  }
}

const stepsOf = (recorder: DrawRecorder): number[] => {
  const { values, shape } = recorder.chains();
  return Array.from({ length: shape[1] }, (_, draw) => values[draw * DIMENSION]!);
};

describe('the draws of chains', () => {
  it('are one a step where there are few, by chain', async () => {
    const ensemble = countingEnsemble();
    const recorder = new DrawRecorder(ensemble, 5);
    await play(ensemble, recorder, 5);
    const { values, shape } = recorder.chains();
    expect(shape).toEqual([CHAINS, 5, DIMENSION]);
    expect(stepsOf(recorder)).toEqual([11, 12, 13, 14, 15]);
    expect([...values.subarray(values.length - 2)]).toEqual([15, 5]);
  });

  it('are spread over the run where there are many', async () => {
    const ensemble = countingEnsemble();
    const recorder = new DrawRecorder(ensemble, 2000);
    await play(ensemble, recorder, 2000);
    const steps = stepsOf(recorder);
    expect([steps.length, steps[0], steps.at(-1)]).toEqual([500, 14, 2010]);
  });

  it('lose every second one, and the stride doubles, where more steps come than were expected', async () => {
    const ensemble = countingEnsemble();
    const recorder = new DrawRecorder(ensemble, 100);
    await play(ensemble, recorder, 5000);
    const steps = stepsOf(recorder);
    // Every draw lies a multiple of the stride after the start: as if the stride had been known.
    expect(steps).toEqual(Array.from({ length: steps.length }, (_, i) => 10 + 8 * (i + 1)));
    expect(steps.length).toBe(625);
  });

  it('have the figures of single chains beside them', async () => {
    const memory = new Map([['acceptStat', new Float64Array(CHAINS)]]);
    const ensemble = countingEnsemble(memory);
    const recorder = new DrawRecorder(ensemble, 3);
    for (let step = 1; step <= 3; step++) {
      memory.set(
        'acceptStat',
        Float64Array.from({ length: CHAINS }, (_, chain) => chain + step / 10),
      );
      await play(ensemble, recorder, 1);
    }
    const { stats, logDensity, positions, stride } = (await recorder.result())!;
    expect(stride).toBe(1);
    expect(unpackArray(stats!.acceptStat!).slice(0, 6)).toEqual(Float32Array.of(0.1, 0.2, 0.3, 1.1, 1.2, 1.3));
    const at = unpackArray(positions);
    const exact = Array.from({ length: at.length / 2 }, (_, i) => -(at[2 * i]! ** 2 + at[2 * i + 1]! ** 2) / 2);
    for (const [i, value] of unpackArray(logDensity).entries())
      expect(value).toBeCloseTo(exact[i]! - Math.log(2 * Math.PI), 3);
  });

  it('are nothing where none was due', async () => {
    const recorder = new DrawRecorder(countingEnsemble(), 5);
    expect(await recorder.result()).toBeUndefined();
  });
});
