import { neg, square, sum, type Tensor1D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { banana, custom, eightGaussians, gaussian } from '../../src/targets/index.ts';
import { disposeWorld, positions, step } from '../../src/world/index.ts';
import { exactSampling } from '../../systems/exact-sampling.ts';
import {
  correlation,
  itKeepsTheContractOfAMethod,
  momentsOf,
  positionsAfter,
  type Setup,
  worldWith,
} from './support.ts';

const setup: Setup = {
  count: 4000,
  initial: gaussian({ mean: [9, 9], covariance: [[1, 0], [0, 1]] }), // biome-ignore format: a matrix
  target: banana(),
  method: exactSampling(),
};

describe('exact-sampling', () => {
  it('has the moments of the target after one step, whatever the start', async () => {
    const { mean, covariance } = setup.target!.moments!;
    const actual = momentsOf(await positionsAfter(setup, 1), 2);
    mean.forEach((value, k) => {
      const error = Math.sqrt(covariance[k]![k]! / 4000);
      expect(Math.abs(actual.mean[k]! - value)).toBeLessThan(4 * error);
      // The fourth moments of the banana are no Gaussian's: up to 3 times the standard error.
      expect(Math.abs(actual.covariance[k]![k]! / covariance[k]![k]! - 1)).toBeLessThan(12 * Math.sqrt(2 / 4000));
    });
  });

  it('draws anew in every step, independently of the start and of the steps before', async () => {
    const target = gaussian({ dimension: 2 });
    const { world, ensemble } = await worldWith({ ...setup, initial: target, target });
    const draws = [await positions(world, ensemble.entity)];
    for (let s = 0; s < 3; s++) {
      await step(world, { steps: 1 });
      draws.push(await positions(world, ensemble.entity));
    }
    draws.forEach((x, i) => {
      // Standard error 1/√8000 = .011.
      for (const y of draws.slice(0, i)) expect(Math.abs(correlation(x, y))).toBeLessThan(0.05);
    });
    disposeWorld(world);
  });

  it('gives other draws to another seed and another replicate', async () => {
    const at = (seed: string, replicate: number) => positionsAfter({ ...setup, count: 3, replicate }, 2, { seed });
    const draws = await Promise.all([at('a', 0), at('a', 0), at('b', 0), at('a', 1)]);
    expect(draws[0]).toEqual(draws[1]);
    expect(new Set(draws.map((x) => x.join())).size).toBe(3);
  });

  it('evaluates nothing', async () => {
    const { world, ensemble } = await worldWith({ ...setup, count: 5, target: eightGaussians() });
    await step(world, { steps: 4 });
    expect([ensemble.gradientEvaluations, ensemble.densityEvaluations, ensemble.time]).toEqual([0, 0, 4]);
    disposeWorld(world);
  });

  itKeepsTheContractOfAMethod({ ...setup, count: 50 }, 7);

  it('names the target that cannot be sampled', async () => {
    const target = custom({ name: 'quarry', dimension: 2, logDensity: (x) => neg(sum(square(x), 1)) as Tensor1D });
    const impossible = { ...setup, initial: gaussian({ dimension: target.dimension }), target };
    await expect(worldWith(impossible)).rejects.toThrow(
      'ensemble ensemble: the method exact-sampling needs a target that can be sampled, quarry cannot',
    );
  });
});
