import { beforeAll, describe, expect, it } from 'vitest';
import { penguins } from '../../assets/penguins.ts';
import scene from '../../scenes/one-shot-generation.ts';
import { type EnsembleSummary, run } from '../../src/headless/index.ts';
import { FAST } from '../systems/support.ts';

const specOf = (name: string): { target: number[][]; heldBack: number[][]; means: number[][]; scale: number } => {
  const { target, heldBack } = scene.ensembles.find((each) => each.name === name)! as never as Record<string, never>;
  const { points, means, scale } = target as never as Record<string, never>;
  return { target: points, heldBack: (heldBack as { points: never }).points, means, scale };
};

describe('the data of one-shot-generation', () => {
  const { target: training, heldBack } = specOf('penguins-monge-ampere');

  it('are all penguins, each in one half, in the units of the training half', () => {
    expect([training.length, heldBack.length]).toEqual([166, 167]);
    for (const k of [0, 1]) {
      const values = training.map((row) => row[k]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / 166;
      expect(mean).toBeCloseTo(0, 10);
      expect(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 166).toBeCloseTo(1, 10);
      // An affine image of the measurements, in another order.
      const sorted = [...training, ...heldBack].map((row) => row[k]!).sort((a, b) => a - b);
      const measured = penguins.map((penguin) => penguin[2 + k] as number).sort((a, b) => a - b);
      const [low, high] = [measured[0]!, measured.at(-1)!];
      const unit = (sorted.at(-1)! - sorted[0]!) / (high - low);
      for (const [i, value] of sorted.entries()) expect(value).toBeCloseTo(sorted[0]! + unit * (measured[i]! - low), 9);
    }
  });

  it('have the kernel width of the highest cross-validated likelihood', () => {
    const { means, scale } = specOf('penguins-langevin');
    expect(means).toEqual(training);
    const likelihood = (width: number): number =>
      training.reduce((total, [x, y], i) => {
        const others = training.filter((_, j) => j !== i);
        const kernel = (row: number[]) => Math.exp(-((x! - row[0]!) ** 2 + (y! - row[1]!) ** 2) / (2 * width ** 2));
        return total + Math.log(others.reduce((sum, row) => sum + kernel(row), 0) / width ** 2);
      }, 0);
    const widths = [-0.02, -0.01, 0, 0.01, 0.02].map((more) => scale + more);
    const values = widths.map(likelihood);
    expect(values.indexOf(Math.max(...values))).toBe(2);
  });
});

describe('the scene one-shot-generation', () => {
  let summaries: Map<string, EnsembleSummary>;
  beforeAll(async () => {
    const { ensembles } = await run({ ...scene, frames: 1 }, { backend: FAST });
    summaries = new Map(ensembles.map((each) => [each.name, each]));
  }, 120_000);
  const figure = (name: string, metric: string) => summaries.get(name)!.metrics[metric]!;

  it('ends with a distance to held-back data for every way', () => {
    for (const { status, metrics } of summaries.values()) {
      expect(status).toBe('done');
      const { value, floor } = metrics['held-back-distance']!;
      // Measured over ten seeds: .66 to 1.97.
      expect(value / floor!).toBeLessThan(2.5);
      expect(value / floor!).toBeGreaterThan(0.4);
    }
  });

  it('makes new penguins nearer to those held back than a plain entropic map does', () => {
    const [map, plain] = ['monge-ampere', 'entropic-map'].map((way) => figure(`penguins-${way}`, 'held-back-distance'));
    // In each of ten seeds: .124 to .171 against .152 to .192.
    expect(map!.value).toBeLessThan(plain!.value);
  });

  it('does not shrink the data as a plain entropic map does', () => {
    // Over ten seeds: .054 to .108 against .288 to .341, and .005 to .053 against .119 to .135.
    expect(figure('penguins-monge-ampere', 'covariance-error').value).toBeLessThan(0.15);
    expect(figure('penguins-entropic-map', 'covariance-error').value).toBeGreaterThan(0.2);
    expect(figure('ring-monge-ampere', 'covariance-error').value).toBeLessThan(0.08);
    expect(figure('ring-entropic-map', 'covariance-error').value).toBeGreaterThan(0.1);
  });
});
