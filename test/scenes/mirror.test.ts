import { describe, expect, it } from 'vitest';
import mirrorEuclidean from '../../scenes/mirror-euclidean.ts';
import mirrorGaussianEntropy from '../../scenes/mirror-gaussian-entropy.ts';
import mirrorGaussianGap from '../../scenes/mirror-gaussian-gap.ts';
import mirrorGaussianPlane from '../../scenes/mirror-gaussian-plane.ts';
import { type EnsembleSummary, run } from '../../src/headless/index.ts';
import type { Scene } from '../../src/world/index.ts';

/** Some ensembles of a scene at a time, by name. */
async function at(scene: Scene, time: number, names = /./): Promise<Record<string, EnsembleSummary>> {
  const ensembles = scene.ensembles.filter(({ name }) => names.test(name));
  const { orders: _, ...rest } = scene;
  const short = { ...rest, frames: 1, ensembles: ensembles.map((each) => ({ ...each, duration: { time } })) };
  const summary = await run({ ...short, duration: { time } }, { backend: 'cpu' });
  return Object.fromEntries(summary.ensembles.map((each) => [each.name, each]));
}

const variance = ({ covariance }: EnsembleSummary, axis = 0): number => covariance[axis]![axis]!;

describe('the scene mirror-euclidean', () => {
  it('lays the closed forms over the flows, which keep to them, and shows the 2-cycle of x⁴', async () => {
    const done = await at(mirrorEuclidean, 8);
    for (const name of ['quadratic', 'quartic', 'reciprocal']) expect(done[name]!.error).toBeLessThan(1e-7);
    expect(done['quartic-descent']!.error).toBeCloseTo(Math.sqrt(0.1 / 8), 6);
  });

  it('measures the order of mirror descent', async () => {
    const { orders } = await run(mirrorEuclidean, { backend: 'cpu' });
    // Measured 1.018, 1.002 and 1.011.
    for (const { fitted } of orders!) expect(Math.abs(fitted! - 1)).toBeLessThan(0.05);
    expect(orders).toHaveLength(3);
  });
});

describe('the scene mirror-gaussian-entropy', () => {
  it('is Example 1: each ensemble is within .4 % of its closed form', async () => {
    const done = await at(mirrorGaussianEntropy, 2);
    for (const [name, eta] of [['mirror-0.5', 0.5], ['mirror-1', 1], ['mirror-2', 2]] as const) {
      expect(done[name]!.exact!.covariance[0]![0]).toBeCloseTo((eta + 2 / eta) ** 2, 9);
      expect(Math.abs(variance(done[name]!) / (eta + 2 / eta) ** 2 - 1)).toBeLessThan(0.004);
    }
    expect(variance(done.heat!)).toBeCloseTo(5, 5);
  }); // biome-ignore format: a table
});

describe('the scene mirror-gaussian-gap', () => {
  // Example 2: |1 − σ²| of Fokker-Planck over that of the mirror flow.
  it.each([
    { time: 0.5, half: 1.6701000107204949, double: 0.87 },
    { time: 1, half: 4.207249708873284, double: 0.64 },
    { time: 2, half: 30.71832814225016, double: 0.28 },
  ])('is Example 2 at t = $time: $half for η = ½, $double for η = 2', async ({ time, half, double }) => {
    const done = await at(mirrorGaussianGap, time, /^(mirror-|fokker-planck-)(0\.5|2)$|equilibrium/);
    // The particles start a little short of the variance η².
    const start = variance(done.equilibrium!);
    const ratio = (eta: string): number => {
      const [slow, fast] = ['fokker-planck', 'mirror'].map((name) =>
        Math.abs(start - variance(done[`${name}-${eta}`]!)),
      );
      return slow! / fast!;
    };
    expect(ratio('0.5') / half).toBeCloseTo(1, 1);
    expect(ratio('2')).toBeCloseTo(double, 2);
    expect(done['mirror-0.5']!.reference).toBe('equilibrium');
  });

  it('has its particles on the closed form', async () => {
    const done = await at(mirrorGaussianGap, 1, /particles/);
    expect(done['mirror-particles']!.exact!.covariance[0]![0]).toBeCloseTo(0.9878636689597663 ** 2, 9);
    expect(done['mirror-particles']!.error).toBeLessThan(1e-3);
  });
});

describe('the scene mirror-gaussian-plane', () => {
  it('is Example 3: the operator norms differ 4.2 times at t = 4', async () => {
    const done = await at(mirrorGaussianPlane, 4, /^(mirror|fokker-planck|mirror-sinkhorn)$/);
    const left = (name: string): number => {
      const { covariance } = done[name]!.exact!;
      return Math.max(Math.abs(4 - covariance[0]![0]!), Math.abs(2 - covariance[1]![1]!));
    };
    expect(left('fokker-planck') / left('mirror')).toBeCloseTo(4.207249708873284, 6);
    // 300 random particles: the error of their own moments, which the flow of each forgets.
    expect(done.mirror!.error).toBeLessThan(0.03);
    expect(done['mirror-sinkhorn']!.error).toBeLessThan(0.08);
  });
});
