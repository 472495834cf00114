import { describe, expect, it } from 'vitest';
import type { SuiteInput } from '../../src/bench/index.ts';
import { planOf } from '../../src/bench/index.ts';
import { PooledMeans } from '../../src/bench/pooled-means.ts';
import task from '../../src/bench/task.ts';
import { biasSquaredOfMeans, biasSquaredOfSquares, biasSquaredOfX } from '../../src/metrics/index.ts';
import { banana } from '../../src/targets/index.ts';

describe('pooled means', () => {
  it('are those of all draws together, whatever order they come in', () => {
    const target = banana();
    const draws = ['a', 'b', 'c'].map((seed) => target.sample!(40, seed));
    const pool = new PooledMeans(2);
    expect(pool.means).toBeUndefined();
    for (const draw of draws) pool.add(draw);
    const all = { positions: Float32Array.from(draws.flatMap((draw) => [...draw])), dimension: 2 };
    const { x, squares } = biasSquaredOfMeans(pool.means!, target);
    expect(x!.average).toBeCloseTo(biasSquaredOfX(all, target.moments!).average, 10);
    expect(squares!.worst).toBeCloseTo(biasSquaredOfSquares(all, target.squares!).worst, 10);
  });

  it('show the bias of the stationary law, which a cloud hides', async () => {
    const h = 0.5;
    const suite: SuiteInput = {
      ...{ name: 'bias', title: 'Bias', count: 200, budget: 1000, warmup: 0.1, replicates: 1 },
      targets: [{ name: 'line', target: { type: 'gaussian', mean: [0] }, initial: { type: 'gaussian', dimension: 1 } }],
      methods: [
        { name: 'langevin', method: { type: 'langevin', stepSize: h } },
        { name: 'mala', method: { type: 'mala', stepSize: h, warmup: 0 } },
      ],
    };
    const [biased, exact] = await Promise.all(
      planOf(suite, { backend: 'cpu' }).cells.map(async (cell) => (await task(cell)).result.metrics['pooled-bias-x2']!),
    );
    // The stationary variance of the unadjusted step is 1/(1 − h/2); Var x² = 2.
    const expected = (1 / (1 - h / 2) - 1) ** 2 / 2;
    expect(biased! / expected).toBeGreaterThan(0.8);
    expect(biased! / expected).toBeLessThan(1.25);
    // 180,000 correlated draws: about 1e-5.
    expect(exact).toBeLessThan(expected / 100);
  });
});
