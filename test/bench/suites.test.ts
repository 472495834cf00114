import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../systems/index.ts';
import { planOf, type Suite, type SuiteInput, suites } from '../../src/bench/index.ts';
import task from '../../src/bench/task.ts';
import { buildTarget, type Target } from '../../src/targets/index.ts';
import { checkMethod } from '../../src/world/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

const planNamed = (name: string) => planOf(suites.find((suite) => suite.name === name)!);
const { suite: FULL, cells: CELLS } = planNamed('full');
const methodOf = (name: string) => FULL.methods.find((method) => method.name === name)!;
const stepSizeOf = (name: string): number =>
  (checkMethod(methodOf(name).method as never).parameters as { stepSize: number }).stepSize;
const targetsOf = ({ targets }: Suite) =>
  targets.map(({ target, ...entry }) => ({ ...entry, target: buildTarget(target as never) }));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the built-in suites', () => {
  it('small: targets with several modes and with ten dimensions, methods of every kind, in ten replicates', () => {
    const { suite, cells } = planNamed('small');
    const targets = targetsOf(suite).map(({ target }) => target);
    expect(targets.length).toBeGreaterThanOrEqual(6);
    expect(targets.filter(({ dimension }) => dimension >= 10).length).toBeGreaterThanOrEqual(3);
    expect(targets.filter(({ modes }) => modes).length).toBeGreaterThanOrEqual(2);
    expect(suite.methods.length).toBeGreaterThanOrEqual(10);
    expect(suite.replicates).toBe(10);
    expect(cells.length % 10).toBe(0);
  });

  it('full: every target has the truths that its figures are measured against, and a floor where it can be sampled', () => {
    const targets = targetsOf(FULL);
    expect(targets.length).toBeGreaterThanOrEqual(18);
    for (const { name, target } of targets) {
      const { moments, squares, logNormalizer } = target;
      expect([name, moments?.mean.length, squares?.mean.length]).toEqual([name, target.dimension, target.dimension]);
      expect(logNormalizer, name).toBeTypeOf('number');
    }
    expect(targets.filter(({ target }) => !target.sample).map(({ name }) => name)).toEqual(['log-gaussian-cox-256']);
    expect(targets.filter(({ target }) => target.modes ?? target.coordinateModes).length).toBeGreaterThanOrEqual(7);
  });

  it('full: every method runs on some target', () => {
    const run = new Set(CELLS.map(({ name }) => name.split('/')[1]));
    expect([...run].sort()).toEqual(FULL.methods.map(({ name }) => name).sort());
  });
});

describe('length scales', () => {
  const COUNT = 64;
  const sampled = targetsOf(FULL).filter(({ target }) => target.sample && target.dimension <= 10);
  // h λ < 2 for Euler's step, h √λ < 2 for leapfrog, in units of ℓ.
  const largest = Math.min(2 / stepSizeOf('langevin'), (2 / stepSizeOf('underdamped')) ** 2);

  it.each(sampled)('of $name: of its curvatures, and explicit steps are stable', ({ name, target, lengthScale }) => {
    const found = curvatures(target, COUNT, lengthScale).sort((a, b) => a - b);
    const inUnits = (part: number): number => found[Math.floor(part * COUNT)]! * lengthScale ** 2;
    expect(inUnits(0.999)).toBeGreaterThan(0.9);
    expect(inUnits(0.5)).toBeLessThan(1.15);
    // The neck of the funnel has no scale.
    expect(inUnits(name === 'funnel-10' ? 0.8 : 0.95)).toBeLessThan(largest);
  });
});

describe('the protocol', () => {
  const normal = (dimension: number) => ({ type: 'gaussian', mean: new Array<number>(dimension).fill(0) });
  /** The metrics of each replicate of one method on one target. */
  async function metricsOf(
    target: SuiteInput['targets'][number],
    method: SuiteInput['methods'][number],
    changes: Partial<SuiteInput>,
  ): Promise<Record<string, number>[]> {
    const suite = { name: 'check', title: 'Check', targets: [target], methods: [method], ...changes };
    const out: Record<string, number>[] = [];
    for (const cell of planOf(suite).cells) out.push((await task(cell)).result.metrics);
    return out;
  }
  const standard = { name: 'normal', target: normal(20), initial: normal(20) };

  it('gives exact samples a squared bias of 1/n, in x and in x²', async () => {
    const count = 60;
    const metrics = await metricsOf(standard, methodOf('exact'), { count, replicates: 8 });
    const n = 8 * 20;
    // Squares of n standard normal figures (bias of x², whose fourth moment is larger: half as much again), 4 standard errors.
    expect(Math.abs(count * mean(metrics.map((each) => each['bias-x']!)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(count * mean(metrics.map((each) => each['bias-x2']!)) - 1)).toBeLessThan(6 * Math.sqrt(2 / n));
  });

  it('shows the bias of the unadjusted Langevin algorithm: variance 1/(1 − h/2)', async () => {
    const h = stepSizeOf('langevin');
    const [count, replicates] = [200, 8];
    const metrics = await metricsOf(standard, methodOf('langevin'), { count, replicates, budget: 100 });
    const variance = 1 / (1 - h / 2);
    const expected = (variance - 1) ** 2 / 2 + variance ** 2 / count;
    // The mean of x² of N(0, v) over n points is normal of variance 2v²/n: its squared distance to 1, over Var x² = 2.
    const shift = (variance - 1) ** 2 / 2;
    const noise = variance ** 2 / count;
    const error = Math.sqrt((4 * shift * noise + 2 * noise ** 2) / (20 * replicates));
    expect(Math.abs(mean(metrics.map((each) => each['bias-x2']!)) - expected)).toBeLessThan(4 * error);
    expect(expected - 1 / count).toBeGreaterThan(5 * error);
  });

  it.each(['hmc', 'nuts'])('lets %s reach the floor of a unimodal target with ten times the budget', async (name) => {
    const target = {
      name: 'correlated',
      target: { type: 'correlated-gaussian', dimension: 10, correlation: 0.9 },
      initial: { ...normal(10), mean: new Array<number>(10).fill(3) },
      lengthScale: 0.23,
    };
    const count = 100;
    const biasOf = async (budget: number): Promise<number> =>
      mean((await metricsOf(target, methodOf(name), { count, replicates: 2, budget })).map((each) => each['bias-x']!));
    // The coordinates go together: their average is much like one square of a normal figure. 7/n for the mean of two is passed about once in a thousand seeds.
    expect(await biasOf(40)).toBeGreaterThan(20 / count);
    expect(await biasOf(400)).toBeLessThan(7 / count);
  });
});

/** The largest eigenvalue of −∇² log π at exact samples, from central differences of the gradient and power iteration. */
function curvatures(target: Target, count: number, lengthScale: number): number[] {
  const d = target.dimension;
  const samples = target.sample!(count, 'curvature');
  const reach = 3e-3 * lengthScale;
  return Array.from({ length: count }, (_, i) => {
    const x = samples.subarray(i * d, (i + 1) * d);
    const shifted = [1, -1].flatMap((side) =>
      Array.from({ length: d }, (_, k) => Array.from(x, (value, j) => value + (j === k ? side * reach : 0))),
    );
    const gradients = tidy(() => target.gradLogDensity(tensor2d(shifted)).arraySync());
    const hessian = Array.from({ length: d }, (_, k) => {
      const step = Math.fround(shifted[k]![k]!) - Math.fround(shifted[d + k]![k]!);
      return Array.from({ length: d }, (_, j) => (gradients[d + k]![j]! - gradients[k]![j]!) / step);
    });
    return largestEigenvalue(hessian);
  });
}

/** Of −∇² log π shifted to be positive, so that the largest, not the largest in size, is found. */
function largestEigenvalue(matrix: readonly number[][]): number {
  const shift = Math.max(...matrix.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  let vector = matrix.map((_, j) => Math.cos(1.7 * j + 0.3));
  let value = 0;
  for (let iteration = 0; iteration < 200; iteration++) {
    const image = matrix.map(
      (row, k) => mean(row.map((entry, j) => entry * vector[j]!)) * row.length + shift * vector[k]!,
    );
    value = Math.hypot(...image);
    vector = image.map((each) => each / value);
  }
  return value - shift;
}
