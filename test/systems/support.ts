import { memory } from '@tensorflow/tfjs-core';
import { setComponent } from 'bitecs';
import { expect, it } from 'vitest';
import { funnel, gaussian } from '../../src/targets/index.ts';
import type { BackendName } from '../../src/tensor/index.ts';
import {
  addEnsemble,
  createWorld,
  disposeWorld,
  type Ensemble,
  type EnsembleOptions,
  ensembleOf,
  loadWorld,
  Position,
  positions,
  saveWorld,
  step,
  type World,
} from '../../src/world/index.ts';

/** The backend of a test file: `OTTOFLOW_TEST_BACKEND`, else cpu. */
export const BACKEND = (process.env.OTTOFLOW_TEST_BACKEND ?? 'cpu') as BackendName;

/** The backend of tests that need millions of normals: wasm draws them thirty times as fast. */
export const FAST = (process.env.OTTOFLOW_TEST_BACKEND ?? 'wasm') as BackendName;

export type Setup = Omit<EnsembleOptions, 'name'> & { name?: string };

/** The normal law on the line. */
export const normal = (variance: number, mean = 0) => gaussian({ mean: [mean], covariance: [[variance]] });

/** A few particles on a target with a force that varies by orders of magnitude. */
export const smallFunnel = (method: Setup['method']): Setup => ({
  count: 64,
  initial: gaussian({ dimension: 5 }),
  target: funnel({ dimension: 5 }),
  method,
});

/** A world with one ensemble. */
export async function worldWith(
  setup: Setup,
  { seed = 'test', backend = BACKEND }: { seed?: string; backend?: BackendName } = {},
): Promise<{ world: World; ensemble: Ensemble }> {
  const world = await createWorld({ seed, backend });
  const entity = addEnsemble(world, { name: 'ensemble', ...setup });
  return { world, ensemble: ensembleOf(world, entity) };
}

/** Where the particles are after so many steps, row-major. */
export async function positionsAfter(
  setup: Setup,
  steps: number,
  options?: Parameters<typeof worldWith>[1],
): Promise<Float32Array> {
  const { world, ensemble } = await worldWith(setup, options);
  await step(world, { steps });
  const result = await positions(world, ensemble.entity);
  disposeWorld(world);
  return result;
}

/** Mean and covariance (divided by n) of rows. */
export function momentsOf(values: ArrayLike<number>, dimension = 1): { mean: number[]; covariance: number[][] } {
  const count = values.length / dimension;
  const mean = new Array<number>(dimension).fill(0);
  for (let i = 0; i < values.length; i++) mean[i % dimension]! += values[i]! / count;
  const covariance = mean.map(() => new Array<number>(dimension).fill(0));
  for (let i = 0; i < count; i++)
    for (let j = 0; j < dimension; j++)
      for (let k = 0; k < dimension; k++)
        covariance[j]![k]! +=
          ((values[i * dimension + j]! - mean[j]!) * (values[i * dimension + k]! - mean[k]!)) / count;
  return { mean, covariance };
}

/** The slope of log error over log step: the order that the errors show. */
export function fittedOrder(errors: [step: number, error: number][]): number {
  const logs = errors.map(([h, error]) => [Math.log(h), Math.log(Math.abs(error))] as const);
  const meanH = logs.reduce((sum, [h]) => sum + h, 0) / logs.length;
  const meanE = logs.reduce((sum, [, e]) => sum + e, 0) / logs.length;
  const top = logs.reduce((sum, [h, e]) => sum + (h - meanH) * (e - meanE), 0);
  return top / logs.reduce((sum, [h]) => sum + (h - meanH) ** 2, 0);
}

export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const both = new Float64Array(2 * x.length);
  for (let i = 0; i < x.length; i++) both.set([x[i]!, y[i]!], 2 * i);
  const { covariance } = momentsOf(both, 2);
  return covariance[0]![1]! / Math.sqrt(covariance[0]![0]! * covariance[1]![1]!);
}

/** The tests that every method must pass, on a run of so many steps. */
export function itKeepsTheContractOfAMethod(setup: Setup, steps: number): void {
  it('gives the same bits however the steps are cut', () => expectSameInAnyChunks(setup, steps));
  it('resumes bit for bit', () => expectResumable(setup, steps));
  it('leaks no tensor', () => expectNoLeak(setup));
}

/** A run that is saved and loaded half-way ends with the same bits, counts, energies and solver words as one that is not. */
async function expectResumable(setup: Setup, steps: number): Promise<void> {
  const whole = await worldWith(setup);
  await step(whole.world, { steps });
  const first = await worldWith(setup);
  const half = Math.floor(steps / 2);
  await step(first.world, { steps: half });
  const file = await saveWorld(first.world);
  disposeWorld(first.world);
  const { world } = await loadWorld(file);
  const resumed = [...world.ensembles.values()][0]!;
  await step(world, { steps: steps - half });
  expect(await stateOf(resumed)).toEqual(await stateOf(whole.ensemble));
  disposeWorld(world);
  disposeWorld(whole.world);
}

async function stateOf({
  columns,
  memory: held,
  steps,
  time,
  gradientEvaluations,
  densityEvaluations,
  ...rest
}: Ensemble) {
  const values: Record<string, Float32Array> = {};
  for (const [name, column] of Object.entries(columns)) values[name] = (await column.pull()).slice();
  const { status, reason, energy, solver } = rest;
  return { values, held, steps, time, gradientEvaluations, densityEvaluations, status, reason, energy, solver };
}

/** After a first step, further steps leave the number of tensors as it is; dropping the world frees them all. */
/** Neither steps nor a particle moved by hand, which makes the method prepare anew, leave tensors behind. */
async function expectNoLeak(setup: Setup): Promise<void> {
  const { world, ensemble } = await worldWith(setup);
  const before = memory().numTensors - [...world.ensembles.values()].length;
  await step(world, { steps: 2 });
  const after = memory().numTensors;
  await step(world, { steps: 5 });
  await step(world, { steps: 1 });
  expect(memory().numTensors).toBe(after);
  const particle = world.particles.of(ensemble.entity)[0]!;
  setComponent(world, particle, Position, { value: new Array<number>(ensemble.dimension).fill(0.5) });
  await step(world, { steps: 1 });
  expect(memory().numTensors).toBe(after);
  disposeWorld(world);
  expect(memory().numTensors).toBe(before);
}

/** `steps` at once and one by one give the same bits. */
async function expectSameInAnyChunks(setup: Setup, steps: number): Promise<void> {
  const whole = await worldWith(setup);
  await step(whole.world, { steps });
  const single = await worldWith(setup);
  for (let s = 0; s < steps; s++) await step(single.world, { steps: 1 });
  expect(await stateOf(single.ensemble)).toEqual(await stateOf(whole.ensemble));
  disposeWorld(whole.world);
  disposeWorld(single.world);
}
