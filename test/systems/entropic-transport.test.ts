import { describe, expect, it } from 'vitest';
import { empirical, gaussian } from '../../src/targets/index.ts';
import { gaussianTransport } from '../../src/transport/index.ts';
import { disposeWorld, positions, setMethod, step } from '../../src/world/index.ts';
import { entropicTransport, langevin } from '../../systems/index.ts';
import { itKeepsTheContractOfAMethod, momentsOf, normal, worldWith } from './support.ts';

const initial = normal(1);
const target = normal(2.25, 0.5);

describe('the entropic map', () => {
  it('moves new noise on straight lines to the entropic image, and there it stays', async () => {
    const { world, ensemble } = await worldWith({
      ...{ count: 500, initial, target },
      method: entropicTransport({ epsilon: 0.5, stepSize: 0.25, noise: 2000 }),
    });
    const noise = await positions(world, ensemble.entity);
    await step(world, { steps: 2 });
    const half = await positions(world, ensemble.entity);
    await step(world, { steps: 2 });
    const image = await positions(world, ensemble.entity);
    for (const [i, value] of half.entries()) expect(value).toBeCloseTo(0.5 * (noise[i]! + image[i]!), 5);
    await step(world, { steps: 3 });
    expect(await positions(world, ensemble.entity)).toEqual(image);
    // T(y) = b + M(y − a) with M = (√(4AB + ε²) − ε)/(2A): shorter than the Brenier map by a bias of order ε.
    const slope = (Math.sqrt(4 * 2.25 + 0.25) - 0.5) / 2;
    const deviations = image.map((value, i) => value - (0.5 + slope * noise[i]!));
    // 500 samples of the target and 2,000 of the noise; measured over eight seeds: .035 to .149.
    expect(Math.sqrt(momentsOf(deviations).covariance[0]![0]! + momentsOf(deviations).mean[0]! ** 2)).toBeLessThan(
      0.25,
    );
    const { brenier } = gaussianTransport({ mean: [0], covariance: [[1]] }, { mean: [0.5], covariance: [[2.25]] });
    expect(brenier.apply([1])[0]! - brenier.apply([0])[0]! - slope).toBeGreaterThan(0.2);
    disposeWorld(world);
  });

  it('sends a particle where it does whatever the others are', async () => {
    const imageOfOne = async (others: number): Promise<number> => {
      const { world, ensemble } = await worldWith({
        count: 50,
        initial,
        target,
        method: entropicTransport({ epsilon: 0.5 }),
      });
      ensemble.columns.position.write(new Float32Array(50).fill(others).fill(1, 0, 1));
      await step(world, { steps: 1 });
      const [image] = await positions(world, ensemble.entity);
      disposeWorld(world);
      return image!;
    };
    expect(await imageOfOne(-3)).toBe(await imageOfOne(3));
  });

  it('takes data as they are, with their weights', async () => {
    const points = [[-1], [2]];
    const { world, ensemble } = await worldWith({
      ...{ count: 400, initial, target: empirical({ points, weights: [0.25, 0.75] }) },
      method: entropicTransport({ epsilon: 0.02 }),
    });
    await step(world, { steps: 1 });
    const image = await positions(world, ensemble.entity);
    const share = image.filter((x) => x < 0.5).length / 400;
    // Three standard deviations of a share of 400 particles and 400 points of noise.
    expect(Math.abs(share - 0.25)).toBeLessThan(0.092);
    for (const x of image) expect(Math.min(x + 1, 2 - x)).toBeGreaterThan(-1e-4);
    expect(ensemble.solver).toMatchObject({ converged: true, epsilon: 0.02 });
    disposeWorld(world);
  });

  it('starts from its initial measure only', async () => {
    const { world, ensemble } = await worldWith({ count: 8, initial, target, method: langevin({ stepSize: 0.1 }) });
    await step(world, { steps: 2 });
    setMethod(world, ensemble.entity, entropicTransport({ epsilon: 0.5 }));
    await expect(step(world, { steps: 1 })).rejects.toThrow(
      'ensemble ensemble: entropic-transport must start from its initial measure, which it left 2 steps ago',
    );
    disposeWorld(world);
  });

  it('says that ε was too small for the iterations', async () => {
    const method = entropicTransport({ epsilon: 1e-3, maxIterations: 2 });
    const { world, ensemble } = await worldWith({ count: 50, initial, target, method });
    await step(world, { steps: 1 });
    expect(ensemble).toMatchObject({ status: 'stopped', steps: 0 });
    expect(ensemble.reason).toMatch(/^cannot start: epsilon: the entropic plan was not found at 0.001/);
    disposeWorld(world);
  });

  itKeepsTheContractOfAMethod(
    {
      ...{ count: 30, initial: gaussian({ dimension: 2 }), target: gaussian({ mean: [1, 2] }) },
      method: entropicTransport({ epsilon: 0.3, stepSize: 0.15 }),
    },
    8,
  );
});
