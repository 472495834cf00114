import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../systems/index.ts';
import { planOf, type Suite, type SuiteInput, suites } from '../../src/bench/index.ts';
import task from '../../src/bench/task.ts';
import { buildTarget, type Target } from '../../src/targets/index.ts';
import { checkMethod } from '../../src/world/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

const suiteOf = (name: string): Suite => planOf(suites.find((suite) => suite.name === name)!).suite;
const targetsOf = ({ targets }: Suite) =>
  targets.map(({ target, ...entry }) => ({ ...entry, target: buildTarget(target as never) }));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the built-in suites', () => {
  it('small: targets with several modes and with ten dimensions, methods of every kind, in ten replicates', () => {
    const { suite, cells } = planOf(suites.find(({ name }) => name === 'small')!);
    const targets = targetsOf(suite).map(({ target }) => target);
    expect(targets.length).toBeGreaterThanOrEqual(6);
    expect(targets.filter(({ dimension }) => dimension >= 10).length).toBeGreaterThanOrEqual(3);
    expect(targets.filter(({ modes }) => modes).length).toBeGreaterThanOrEqual(2);
    expect(suite.methods.length).toBeGreaterThanOrEqual(10);
    expect(suite.replicates).toBe(10);
    expect(cells.length % 10).toBe(0);
  });

  it('full: every target has the truths that its figures are measured against, and a floor where it can be sampled', () => {
    const targets = targetsOf(suiteOf('full'));
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
    const { cells, suite } = planOf(suites.find(({ name }) => name === 'full')!);
    const run = new Set(cells.map(({ name }) => name.split('/')[1]));
    expect([...run].sort()).toEqual(suite.methods.map(({ name }) => name).sort());
  });
});

describe('length scales', () => {
  const COUNT = 64;
  const sampled = targetsOf(suiteOf('full')).filter(({ target }) => target.sample && target.dimension <= 36);

  it.each(sampled)(
    'of $name: between the median and the last hundredth of the radii of curvature',
    ({ target, lengthScale }) => {
      const radii = curvatures(target, COUNT, lengthScale).map((curvature) => 1 / Math.sqrt(Math.max(curvature, 1e-9)));
      radii.sort((a, b) => a - b);
      expect(lengthScale).toBeGreaterThan(0.95 * radii[0]!);
      expect(lengthScale).toBeLessThan(1.1 * radii[COUNT / 2]!);
    },
  );

  it.each(sampled)('of $name: explicit steps are stable there', ({ name, target, lengthScale }) => {
    const { methods } = suiteOf('full');
    const parametersOf = (wanted: string) =>
      checkMethod(methods.find((method) => method.name === wanted)!.method as never).parameters as { stepSize: number };
    // h λ < 2 for Euler's step, h √λ < 2 for leapfrog, in units of ℓ.
    const largest = Math.min(2 / parametersOf('langevin').stepSize, (2 / parametersOf('underdamped').stepSize) ** 2);
    const curvature = curvatures(target, COUNT, lengthScale).sort((a, b) => a - b);
    // The neck of the funnel has no scale.
    const part = name === 'funnel-10' ? 0.8 : 0.95;
    expect(curvature[Math.floor(part * COUNT)]! * lengthScale ** 2).toBeLessThan(largest);
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
  const full = suiteOf('full');
  const methodOf = (name: string) => full.methods.find((method) => method.name === name)!;

  it('gives exact samples a squared bias of 1/n, in x and in x²', async () => {
    const count = 250;
    const metrics = await metricsOf(standard, methodOf('exact'), { count, replicates: 8 });
    const n = 8 * 20;
    // Squares of n standard normal figures (bias of x², whose fourth moment is larger: half as much again), 4 standard errors.
    expect(Math.abs(count * mean(metrics.map((each) => each['bias-x']!)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(count * mean(metrics.map((each) => each['bias-x2']!)) - 1)).toBeLessThan(6 * Math.sqrt(2 / n));
  });

  it('shows the bias of the unadjusted Langevin algorithm: variance 1/(1 − h/2)', async () => {
    const h = (checkMethod(methodOf('langevin').method as never).parameters as { stepSize: number }).stepSize;
    const [count, replicates] = [1000, 8];
    const metrics = await metricsOf(standard, methodOf('langevin'), { count, replicates, budget: 100 });
    const variance = 1 / (1 - h / 2);
    const expected = (variance - 1) ** 2 / 2 + variance ** 2 / count;
    // The mean of x² of N(0, v) over n points is normal of variance 2v²/n: its squared distance to 1, over Var x² = 2.
    const shift = (variance - 1) ** 2 / 2;
    const noise = variance ** 2 / count;
    const error = Math.sqrt((4 * shift * noise + 2 * noise ** 2) / (20 * replicates));
    expect(Math.abs(mean(metrics.map((each) => each['bias-x2']!)) - expected)).toBeLessThan(4 * error);
    expect(expected - 1 / count).toBeGreaterThan(8 * error);
  });

  it.each(['hmc', 'nuts', 'mala'])(
    'lets %s reach the floor of a unimodal target with ten times the budget',
    async (name) => {
      const target = {
        name: 'correlated',
        target: { type: 'correlated-gaussian', dimension: 10, correlation: 0.9 },
        initial: { ...normal(10), mean: new Array<number>(10).fill(3) },
        lengthScale: 0.23,
      };
      const count = 200;
      const budget = name === 'mala' ? 150 : 40;
      const biasOf = async (budget: number): Promise<number> =>
        mean(
          (await metricsOf(target, methodOf(name), { count, replicates: 2, budget })).map((each) => each['bias-x']!),
        );
      // The coordinates go together: their average is much like one square of a normal figure. 7/n is passed once in a hundred million for four of them.
      expect(await biasOf(budget)).toBeGreaterThan(40 / count);
      expect(await biasOf(10 * budget)).toBeLessThan(7 / count);
    },
  );
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
