import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type Progress, type RunOptions, run, type Summary } from '../../src/headless/index.ts';
import { distanceBetween, labelledDistance } from '../../src/headless/orders/distance.ts';
import { fittedOrder, localOrders } from '../../src/headless/orders/fit.ts';
import { gaussian } from '../../src/targets/index.ts';
import { defineScene, type Scene, type SceneInput } from '../../src/world/index.ts';
import { sinkhornJko, sinkhornPotentialFlow } from '../../systems/index.ts';
import { temporaryFolder } from './folder.ts';
import { brittleDecay, eulerDecay, exactDecay, failing, midpointDecay, refusing } from './order-methods.ts';

type StudyInput = NonNullable<SceneInput['orders']>[number];

const stepSizes = [0.2, 0.1, 0.05, 0.025];
const study = (changes: Partial<StudyInput> = {}): StudyInput => ({
  name: 'euler',
  expected: 1,
  method: eulerDecay(),
  against: exactDecay(),
  stepSizes,
  time: 1,
  ...changes,
});
const midpoint = study({ name: 'midpoint', expected: 2, method: midpointDecay() });

const scene = (...orders: StudyInput[]): Scene =>
  defineScene({
    name: 'studies',
    title: 'Studies',
    duration: { steps: 4 },
    frames: 2,
    count: 50,
    initial: gaussian({ mean: [1, -2] }),
    ensembles: [{ name: 'decay', method: exactDecay({ stepSize: 0.25 }) }],
    orders,
  });

const backend = 'cpu';
const folder = temporaryFolder();
const studied = async (input: Scene, options: RunOptions = {}) => (await run(input, { backend, ...options })).orders!;

/** Of x' = −x at time 1, from the points of a cloud with the root mean square 1. */
const decayError = (factor: (h: number) => number, h: number): number => Math.abs(factor(h) ** (1 / h) - Math.exp(-1));

describe('a fitted order', () => {
  it('is the slope of a power law, whatever the order of the steps', () => {
    const errors = [0.05, 0.2, 0.1].map((step): [number, number] => [step, 3 * step ** 1.7]);
    expect(fittedOrder(errors)).toBeCloseTo(1.7, 12);
    expect(localOrders(errors)).toEqual([expect.closeTo(1.7, 12), expect.closeTo(1.7, 12)]);
  });

  it('is that of least squares', () => {
    const errors = [0, 1, 4, 4.5].map((y, x): [number, number] => [Math.exp(x), Math.exp(y)]);
    // Σ(x − x̄)(y − ȳ) / Σ(x − x̄)² with the means 1.5 and 2.375.
    expect(fittedOrder(errors)).toBeCloseTo(1.65, 12);
  });

  it('leaves out what is at most the floor, also errors of 0', () => {
    const errors: [number, number][] = [[0.4, 0.16], [0.2, 0.04], [0.1, 1e-6], [0.05, 0]]; // biome-ignore format: pairs
    expect(fittedOrder(errors, 1e-6)).toBeCloseTo(2, 12);
    expect(localOrders(errors, 1e-6)).toEqual([expect.closeTo(2, 12)]);
    expect(fittedOrder(errors, 0.1)).toBeUndefined();
    expect(localOrders(errors, 0.1)).toEqual([]);
  });
});

describe('the distance by common labels', () => {
  it('weighs the rows', () => {
    const a = { values: Float32Array.of(0, 0, 1, 1), dimension: 2, weights: Float32Array.of(0.25, 0.75) };
    const b = { values: Float32Array.of(3, 4, 1, 3), dimension: 2 };
    expect(labelledDistance(a, b)).toBeCloseTo(Math.sqrt(0.25 * 25 + 0.75 * 4), 6);
    expect(labelledDistance({ ...b, values: a.values }, b)).toBeCloseTo(Math.sqrt((25 + 4) / 2), 6);
  });
});

describe('the distance between the ends of two methods', () => {
  const values = Float32Array.of(0, 0, 2, 0, 0, 2);
  const at = (...weights: number[]) => ({ values, dimension: 2, weights: Float32Array.from(weights) });

  it('is by labels where weights agree', () => {
    const moved = { ...at(0.5, 0.25, 0.25), values: values.map((value) => value + 1) };
    expect(distanceBetween(at(0.5, 0.25, 0.25), moved)).toBeCloseTo(Math.SQRT2, 6);
    const unweighted = { values, dimension: 2 };
    expect(distanceBetween(unweighted, { ...unweighted, values: moved.values })).toBeCloseTo(Math.SQRT2, 6);
  });

  it('is that of the moments where masses move between places that stay', () => {
    const line = (...weights: number[]) => ({ ...at(...weights), values: Float32Array.of(-1, 1, 3), dimension: 1 });
    // Means 0 and .6, variances 1 and 3.04.
    const distance = distanceBetween(line(0.5, 0.5, 0), line(0.5, 0.2, 0.3));
    expect(distance).toBeCloseTo(Math.hypot(0.6, Math.sqrt(0.5 + 0.2 + 2.7 - 0.36) - 1), 5);
    expect(distanceBetween(at(0.5, 0.25, 0.25), at(0.25, 0.25, 0.5))).toBeGreaterThan(0.5);
  });

  it('shrinks with the step between two schemes on sites, at the order of the scheme', async () => {
    const onSites = {
      name: 'sites',
      method: sinkhornJko({ epsilon: 0.5, tolerance: 1e-5 }),
      against: sinkhornPotentialFlow({ epsilon: 0.5, theta: 0.5 }),
      initial: gaussian({ mean: [1], covariance: [[0.25]] }),
      target: gaussian({ dimension: 1 }),
      sites: { type: 'grid', bounds: [[-3, 3]], nodes: 61 },
      stepSizes: [0.1, 0.05, 0.025],
      time: 0.2,
    };
    const [sites] = await studied(scene(study(onSites)));
    expect(Math.abs(sites!.fitted! - 1)).toBeLessThan(0.15);
  });
});

describe('convergence studies', () => {
  it('measure the error at every step size and fit the order', async () => {
    const [euler, second] = await studied(scene(study(), midpoint));
    expect([euler!.name, euler!.expected]).toEqual(['euler', 1]);
    expect(euler!.errors.map(([step]) => step)).toEqual(stepSizes);
    // All particles have the same relative error: the ratios are those of the closed form.
    const [, first] = euler!.errors[0]!;
    for (const [step, error] of euler!.errors) {
      const ratio = decayError((h) => 1 - h, step) / decayError((h) => 1 - h, 0.2);
      expect(error / first).toBeCloseTo(ratio, 4);
    }
    expect(Math.abs(euler!.fitted! - 1)).toBeLessThan(0.1);
    expect(Math.abs(second!.fitted! - 2)).toBeLessThan(0.1);
    expect(euler!.reason).toBeUndefined();
  });

  it('start both methods from the same particles: a method is at no distance from itself', async () => {
    const [own] = await studied(scene(study({ against: eulerDecay() })));
    expect(own!.errors.map(([, error]) => error)).toEqual([0, 0, 0, 0]);
    expect(own).toMatchObject({ reason: 'fewer than two errors are above the rounding of float32' });
    expect(own!.fitted).toBeUndefined();
  });

  it('leave errors of the size of rounding out of the fit', async () => {
    // At 1e4 one rounding of float32 is up to 5e-4.
    const far = gaussian({ mean: [1e4, 0], covariance: [[1e-8, 0], [0, 1e-8]] }); // biome-ignore format: a matrix
    const small = [0.1, 0.05, 0.025, 0.1 / 21];
    const [second] = await studied(scene({ ...midpoint, initial: far, stepSizes: small, time: 0.1 }));
    const { errors, floor, fitted } = second!;
    expect(floor / 9048).toBeCloseTo(1e-6, 8);
    expect(errors.filter(([, error]) => error > floor)).toHaveLength(3);
    expect(Math.abs(fitted! - 2)).toBeLessThan(0.1);
    expect(Math.abs(fittedOrder(errors)! - 2)).toBeGreaterThan(0.1);
  });

  it('go on past a method that is stopped, and say why that study has no order', async () => {
    const brittle = study({ name: 'brittle', method: brittleDecay() });
    const solver = study({ name: 'solver', against: failing() });
    const summary = await run(scene(brittle, solver, midpoint), { backend });
    const [first, second, third] = summary.orders!;
    expect(first!.reason).toMatch(/^brittle-decay with the step size 0\.2 was stopped; step 1: a particle became NaN/);
    expect(first!.fitted).toBeUndefined();
    expect(first!.errors.map(([step]) => step)).toEqual([0.1, 0.05, 0.025]);
    expect(second).toMatchObject({
      errors: [],
      reason: 'failing with the step size 0.2 was stopped; step 3: the solver ended with stalled',
    });
    expect(third!.fitted).toBeGreaterThan(1.9);
    expect(summary.ensembles[0]!.status).toBe('done');
    expect(JSON.parse(JSON.stringify(summary.orders))).toEqual(summary.orders);
  });

  it('say before anything is computed that a method cannot start, and where', async () => {
    let frames = 0;
    const refused = run(scene(study(), study({ name: 'other', against: refusing() })), {
      backend,
      observers: [{ frame: () => void frames++ }],
    });
    await expect(refused).rejects.toMatchObject({
      name: 'InputError',
      message: 'scene.orders[1].against: refusing: works on no cloud',
      path: ['orders', 1, 'against'],
    });
    expect(frames).toBe(0);
    const placed = run(scene(study({ placement: 'quantiles' })), { backend });
    await expect(placed).rejects.toMatchObject({ path: ['orders', 0, 'placement'] });
  });

  it('depend on the seed, and on nothing else', async () => {
    const first = await studied(scene(study()), { seed: 'a' });
    expect(await studied(scene(study()), { seed: 'a' })).toEqual(first);
    expect(await studied(scene(study()), { seed: 'b' })).not.toEqual(first);
  });

  it('leave no tensor behind', async () => {
    await studied(scene(study()));
    const { numTensors } = memory();
    await studied(scene(study({ method: brittleDecay() })));
    expect(memory().numTensors).toBe(numTensors);
  });

  it('are part of the progress', async () => {
    const seen: Progress[] = [];
    await run(scene(study(), midpoint), { backend, onProgress: (progress) => seen.push(progress) });
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions).toContainEqual(expect.closeTo(1 / 3, 9));
    expect(fractions.at(-1)).toBeCloseTo(1, 9);
    // 4 steps of the ensemble, 2 · (5 + 10 + 20 + 40) of each study.
    expect(seen.at(-1)!.particleSteps).toBe(50 * (4 + 2 * 150));
  });
});

describe('an interrupted study', () => {
  const turns = async (most: number, options: RunOptions): Promise<Summary> => {
    const controller = new AbortController();
    let done = 0;
    const onProgress = (): void => {
      if (++done === most) controller.abort();
    };
    return run(scene(study(), midpoint), { backend, ...options, onProgress, signal: controller.signal });
  };

  it.each([1, 4, 6, 200])('after %i turns is done anew when the run is resumed', async (most) => {
    const out = join(folder, `turns-${most}`);
    const partial = await turns(most, { out });
    expect(partial.interrupted).toBe(true);
    expect(partial.orders).toBeUndefined();
    const resumed = await run(scene(study(), midpoint), { backend, out, resume: true });
    expect(resumed.orders).toEqual(await studied(scene(study(), midpoint)));
    expect(resumed.ensembles[0]!.status).toBe('done');
    expect(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')).orders).toEqual(resumed.orders);
  });
});
