import { neg, sum } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { energySpecification } from '../../src/energies/index.ts';
import { referenceLaw } from '../../src/mirror/flow/reference-law.ts';
import { type SpacingsProblem, spacingsField } from '../../src/mirror/flow/spacings.ts';
import { custom, type Target } from '../../src/targets/index.ts';
import { chooseBackend } from '../../src/tensor/index.ts';

/** V(x) = x, whose force is 1 everywhere. */
const ramp = custom({ dimension: 1, logDensity: (x) => neg(sum(x, 1)) });

const problem = (energy: SpacingsProblem['energy'], target?: Target): SpacingsProblem => ({
  dimension: 1,
  energy,
  target,
  reference: referenceLaw({ type: 'gaussian', mean: [0.3], covariance: [[0.49]] }, 1),
  count: { gradientEvaluations: 0, densityEvaluations: 0 },
});

const potential = [{ type: 'potential' as const, scale: 1 }];
const entropy = [{ type: 'entropy' as const, scale: 1 }];

beforeAll(() => chooseBackend('cpu'));

/** The Y of so many particles, from any cloud. */
const imagesOf = async (count: number): Promise<Float64Array> =>
  (
    await spacingsField(
      Float64Array.from({ length: count }, (_, i) => i),
      problem(entropy),
    )
  ).images;

describe('spacings', () => {
  it('give 1/u″ = T′(Y) without error where T is a parabola, uneven as the quantiles are', async () => {
    const y = await imagesOf(25);
    const x = y.map((value) => value + 0.1 * value ** 2);
    const { velocity } = await spacingsField(x, problem(potential, ramp));
    for (let i = 1; i < 24; i++) expect(velocity[i]).toBeCloseTo(-(1 + 0.2 * y[i]!), 10);
  });

  it('give a Gaussian the forces of a Gaussian, without error', async () => {
    const y = await imagesOf(40);
    // N(1, s²) with s = 1.4: T = 1 + 2(y − .3), −∇log ρ = (x − 1)/s², and v = −T′∇log ρ.
    const x = y.map((value) => 1 + 2 * (value - 0.3));
    const { forces, velocity, energy } = await spacingsField(x, problem(entropy));
    for (const [i, place] of x.entries()) {
      expect(forces[i]).toBeCloseTo(-(place - 1) / 1.96, 10);
      expect(velocity[i]).toBeCloseTo((2 * (place - 1)) / 1.96, 10);
    }
    expect(energy).toBeCloseTo(-Math.log(1.4) - 0.5 * Math.log(2 * Math.PI * Math.E), 10);
  });

  it('are right whatever the order of the rows', async () => {
    const y = await imagesOf(6);
    const shuffled = [3, 0, 5, 1, 4, 2];
    const x = y.map((value) => Math.sinh(value));
    const [sorted, mixed] = await Promise.all([
      spacingsField(x, problem(entropy)),
      spacingsField(
        Float64Array.from(shuffled, (row) => x[row]!),
        problem(entropy),
      ),
    ]);
    const next = [await sorted.step(0.1), await mixed.step(0.1)];
    for (const [at, row] of shuffled.entries()) {
      expect(mixed.images[at]).toBe(y[row]);
      expect(mixed.velocity[at]).toBe(sorted.velocity[row]);
      expect(next[1]![at]).toBe(next[0]![row]);
    }
  });

  it('take half steps where a whole one would fold the law', async () => {
    const attraction = energySpecification.parse([
      { type: 'interaction', kernel: { type: 'power', exponent: 2, strength: 3 } },
    ]);
    const y = await imagesOf(20);
    // T′ = 1 and k = 3: one explicit step of 1 would take x − m to −2(x − m).
    const next = await (await spacingsField(y, problem(attraction))).step(1);
    for (let i = 1; i < next.length; i++) expect(next[i]!).toBeGreaterThan(next[i - 1]!);
  });

  it('refuse atoms', async () => {
    await expect(spacingsField(Float64Array.of(0, 1, 1), problem(entropy))).rejects.toThrow(/two particles are at 1/);
  });
});
