import { describe, expect, it } from 'vitest';
import '../../systems/index.ts';
import { type CellResult, planOf, type SuiteInput, unpackArray } from '../../src/bench/index.ts';
import task from '../../src/bench/task.ts';
import type { Cell } from '../../src/sweep/index.ts';
import {
  advance,
  buildWorld,
  defineScene,
  disposeWorld,
  prepare,
  type SceneInput,
  stateHash,
} from '../../src/world/index.ts';
import { methodOf, planeTarget, suiteWith } from './tiny-suite.ts';

type Method = SuiteInput['methods'][number];

/** The cells of one method on the plane: one a replicate. */
const cellsOf = (method: Method, changes: Partial<SuiteInput> = {}): Cell[] =>
  planOf(suiteWith({ targets: [planeTarget], methods: [method], ...changes }), { backend: 'cpu' }).cells;

async function resultOf(cell: Cell): Promise<CellResult> {
  return (await task(cell)).result;
}

/** The state at the end of the same scene, run without a stop, a look or a note. */
async function hashOfPlainRun(input: SceneInput): Promise<string> {
  const scene = defineScene(input);
  const world = await buildWorld(scene, { backend: 'cpu' });
  await prepare(world, { strict: true });
  await advance(world, () => scene.ensembles[0]!.duration);
  const hash = await stateHash(world);
  disposeWorld(world);
  return hash;
}

const SAMPLERS: Method[] = [
  methodOf('langevin', { stepSize: 0.1 }),
  methodOf('mala', { stepSize: 0.3 }),
  methodOf('random-walk-metropolis', { stepSize: 1 }),
  methodOf('hmc', { stepSize: 0.3, leapfrogs: 3 }),
  methodOf('nuts', { stepSize: 0.3 }),
  methodOf('svgd', { stepSize: 0.3 }),
];

describe('a cell', () => {
  it.each(SAMPLERS)(
    'of $name has the same bits again, and the state of a run that nobody looked at',
    async (method) => {
      const [cell] = cellsOf(method);
      const result = await resultOf(cell!);
      expect(JSON.stringify(await resultOf(cell!))).toBe(JSON.stringify(result));
      expect(result.stateHash).toBe(await hashOfPlainRun(cell!.scene));
    },
  );

  it('on samples without a density has distances and moments, and no draws or KSD', async () => {
    const points = Array.from({ length: 40 }, (_, i) => [i % 7, Math.cos(i)]);
    const data = { ...planeTarget, target: { type: 'empirical', points } };
    const [cell] = cellsOf({ ...methodOf('exact-sampling'), duration: { steps: 2 } }, { targets: [data] });
    const result = await resultOf(cell!);
    expect(result).toMatchObject({ status: 'done', metrics: { 'sliced-w2': expect.any(Number) } });
    expect(Object.keys(result.metrics)).not.toContain('ksd');
    expect(result).not.toHaveProperty('draws');
  });

  it.each(SAMPLERS)('of $name keeps to its budget, by a step, and to its warm-up', async (method) => {
    // No moment of measurement lies there.
    const [cell] = cellsOf(method, { warmup: 0.3 });
    const { evaluations, warmup, steps, status } = await resultOf(cell!);
    const spent = Math.max(evaluations.gradient, evaluations.density);
    const atWarmup = Math.max(warmup.gradient, warmup.density);
    const mostOfAStep = method.name === 'nuts' ? 16 : 4;
    expect(status).toBe('done');
    expect(spent).toBeGreaterThanOrEqual(40);
    expect(spent).toBeLessThan(40 + mostOfAStep);
    expect(atWarmup).toBeGreaterThanOrEqual(12);
    expect(atWarmup).toBeLessThan(12 + mostOfAStep);
    expect(warmup.steps).toBeLessThan(steps);
    if (method.name === 'random-walk-metropolis') expect(evaluations.gradient).toBe(0);
    else expect(evaluations.gradient).toBe(spent);
  });

  it('has a curve that ascends in evaluations and ends with the end', async () => {
    const { curve, evaluations, steps, metrics } = await resultOf(cellsOf(methodOf('langevin'))[0]!);
    expect(curve.map(({ evaluations: { gradient } }) => gradient)).toEqual([2, 3, 5, 10, 20, 40]);
    expect(curve.at(-1)).toEqual({ evaluations, steps, metrics });
    expect(Object.keys(curve[0]!.metrics)).toEqual(expect.arrayContaining(['bias-x', 'bias-x2', 'sliced-w2']));
  });

  it('keeps the draws of its chains after warm-up, with what the mass learnt, and the final cloud', async () => {
    const { draws, diagnostics, warmup, steps, cloud } = await resultOf(
      cellsOf(methodOf('hmc', { stepSize: 0.3, leapfrogs: 3 }), { budget: 400 })[0]!,
    );
    const [chains, kept, dimension] = draws!.positions.shape as [number, number, number];
    expect([kept, draws!.stride]).toEqual([steps - warmup.steps, 1]);
    expect([chains, dimension]).toEqual([8, 2]);
    expect(draws!.logDensity.shape).toEqual([chains, kept]);
    expect(diagnostics).toMatchObject({ chains: 50, draws: kept });
    // The last draw of the first chain is the first particle of the cloud.
    const [positions, last] = [unpackArray(draws!.positions), unpackArray(cloud)];
    expect([...positions.subarray(2 * (kept - 1), 2 * kept)]).toEqual([...last.subarray(0, 2)]);
    expect(cloud.shape).toEqual([50, 2]);
    // Variances 1 and 4, learnt from 50 chains over a few steps of a warm-up.
    const [first, second] = unpackArray(draws!.inverseMass!);
    expect(Math.abs(first! - 1)).toBeLessThan(0.7);
    expect(Math.abs(second! - 4)).toBeLessThan(2.5);
  });

  it('has no inverse mass where the mass is that of the identity, and no draws where particles interact', async () => {
    expect((await resultOf(cellsOf(methodOf('mala'))[0]!)).draws!.inverseMass).toBeUndefined();
    const { draws, diagnostics } = await resultOf(cellsOf(methodOf('svgd'))[0]!);
    expect([draws, diagnostics]).toEqual([undefined, undefined]);
  });

  it('of exact samples is at the floor', async () => {
    const cells = cellsOf({ ...methodOf('exact-sampling'), duration: { steps: 2 } }, { replicates: 30 });
    const metrics: CellResult['metrics'][] = [];
    for (const cell of cells) metrics.push((await resultOf(cell)).metrics);
    const mean = (of: string): number => metrics.reduce((sum, each) => sum + each[of]!, 0) / metrics.length;
    // n b² is χ²/d over d coordinates: 60 of them have a standard error of √(2/60) = .18, and the squares (kurtosis 12) one of .4.
    expect(Math.abs(50 * mean('bias-x')! - 1)).toBeLessThan(4 * 0.18);
    expect(Math.abs(50 * mean('bias-x2')! - 1)).toBeLessThan(4 * 0.4);
  });

  it('that diverges is stopped, and says why, with the figures of its last finite state', async () => {
    const [cell] = cellsOf({ ...methodOf('langevin', { stepSize: 1e12 }), duration: { steps: 60 } });
    const { status, reason, steps, metrics, cloud } = await resultOf(cell!);
    expect(status).toBe('stopped');
    expect(reason).toMatch(/step \d+/);
    expect(steps).toBeLessThan(60);
    expect(Object.keys(metrics)).toContain('sliced-w2');
    expect(unpackArray(cloud).every(Number.isFinite)).toBe(true);
  });

  it('that is none is refused in one line', async () => {
    const [cell] = cellsOf(methodOf('langevin'));
    const parameters = { ...cell!.parameters, warmup: 2 };
    await expect(task({ ...cell!, parameters })).rejects.toThrow(/^parameters\.warmup: must be at most 0\.9, got 2$/);
  });
});
