import { describe, expect, it } from 'vitest';
import { dot, plus, scaled } from '../../src/linalg/index.ts';
import {
  coefficientVelocity,
  embeddingDistances,
  embeddingGradient,
  energyGradient,
  metricTensor,
  rotationAngle,
} from '../../src/sinkhorn-geometry/index.ts';
import { sinkhornPotentialFlowStep } from '../../src/sinkhorn-potential-flow/index.ts';
import { lawOfCoefficients, lawOfMasses, type SiteKernel, type SiteLaw } from '../../src/sites/index.ts';
import { bell, bySites, dirac, line, orderOf, randomNumbers, tangent } from './support.ts';

/** Sites as far apart as the kernel is wide, a law with mass at all of them and a potential. */
async function wide(): Promise<{ kernel: SiteKernel; law: SiteLaw; potential: Float64Array }> {
  const kernel = line(6, 0, 3, 0.5);
  const law = await lawOfMasses(
    kernel,
    bySites(kernel, (x) => 1 + 0.5 * Math.sin(2 * x)),
  );
  return { kernel, law, potential: bySites(kernel, (x) => (x - 1.2) ** 2) };
}

const plainEnergy = (potential: Float64Array) => ({
  potential,
  entropy: 0,
  volumes: new Float64Array(potential.length).fill(1),
});

describe('the gradient of an energy', () => {
  it('represents the energy in the metric', async () => {
    const { kernel, law, potential } = await wide();
    const { masses } = await energyGradient(kernel, law, potential);
    for (const seed of ['one', 'two', 'three']) {
      const sigma = tangent(law, randomNumbers(kernel, seed));
      expect((await metricTensor(kernel, law, masses, sigma)) / dot(potential, sigma)).toBeCloseTo(1, 8);
    }
  });

  it('is one vector in three variables', async () => {
    const { kernel, law, potential } = await wide();
    const { embedding, coefficients, masses } = await energyGradient(kernel, law, potential);
    const image = await kernel.apply(coefficients);
    const back = await coefficientVelocity(kernel, law, masses);
    for (let i = 0; i < kernel.count; i++) {
      expect(image[i]).toBeCloseTo(embedding[i]!, 9);
      expect(back[i]).toBeCloseTo(coefficients[i]!, 8);
    }
    // The matrix VG − GV is skew: b turns.
    expect(dot(law.coefficients, embedding)).toBeCloseTo(0, 14);
  });

  it('is minus the velocity of the Sinkhorn potential flow, to first order in the step', async () => {
    const { kernel, law, potential } = await wide();
    const { masses } = await energyGradient(kernel, law, potential);
    const errors: number[] = [];
    for (const stepSize of [4e-4, 2e-4, 1e-4]) {
      const step = await sinkhornPotentialFlowStep(kernel, law, plainEnergy(potential), { stepSize, theta: 1 });
      const velocity = scaled(1 / stepSize, plus(step.law.masses, -1, law.masses));
      errors.push(Math.max(...plus(velocity, 1, masses).map(Math.abs)) / Math.max(...masses.map(Math.abs)));
    }
    expect(errors[2]!).toBeLessThan(1e-2);
    expect(orderOf(errors[0]!, errors[1]!)).toBeCloseTo(1, 1);
    expect(orderOf(errors[1]!, errors[2]!)).toBeCloseTo(1, 1);
  });

  it('turns b between two sites at the rate ω = (2/ε)ΔV κ/√(1 − κ²)', async () => {
    const epsilon = 0.7;
    const kernel = line(2, 0, 1, epsilon);
    const law = await lawOfMasses(kernel, Float64Array.of(0.8, 0.2));
    const { coefficients, embedding } = await energyGradient(kernel, law, Float64Array.of(1.3, 0));
    const kappa = Math.exp(-1 / epsilon);
    const rate = ((2 / epsilon) * 1.3 * kappa) / Math.sqrt(1 - kappa * kappa);
    expect(Math.sqrt(dot(coefficients, embedding))).toBeCloseTo(rate, 12);
  });

  it('is known in the b-variable where G has no inverse in float64, and says so of the others', async () => {
    const kernel = line(41, -1, 1, 1);
    const law = await bell(kernel, 0, 0.3);
    const potential = bySites(kernel, (x) => 4 * Math.cos(9 * x));
    expect((await embeddingGradient(kernel, law, potential)).every(Number.isFinite)).toBe(true);
    await expect(energyGradient(kernel, law, potential)).rejects.toThrow(
      'the gradient of the energy: the kernel of these sites is singular to float64 at epsilon 1',
    );
    await expect(embeddingGradient(kernel, law, new Float64Array(3))).rejects.toThrow(
      'firstVariation: must have 41 entries, one a site, got 3',
    );
  });
});

describe('two laws in the b-variable', () => {
  it('are at the angle arccos exp(−r²/ε) where they are Diracs', async () => {
    const kernel = line(3, 0, 1.4, 0.9);
    expect(await rotationAngle(kernel, dirac(kernel, 0), dirac(kernel, 2))).toBeCloseTo(
      Math.acos(Math.exp(-(1.4 ** 2) / 0.9)),
      13,
    );
  });

  it('have an angle that is exact where they nearly agree', async () => {
    const kernel = line(2, 0, 1, 0.9);
    const at = (angle: number) =>
      lawOfCoefficients(kernel, Float64Array.of(Math.sin(1 - angle), Math.sin(0.2 + angle)));
    // On the circle through both Diracs, coefficients sin(θ − φ) and sin φ are at the angle φ from the first.
    const whole = Math.acos(Math.exp(-1 / 0.9));
    const turned = (phi: number) => lawOfCoefficients(kernel, Float64Array.of(Math.sin(whole - phi), Math.sin(phi)));
    expect((await rotationAngle(kernel, await turned(0.3), await turned(0.3 + 1e-9))) / 1e-9).toBeCloseTo(1, 6);
    expect(await rotationAngle(kernel, await at(0), await at(0))).toBe(0);
  });

  it('never move apart along two flows of one potential', async () => {
    const kernel = line(25, -1, 1, 0.6);
    const energy = plainEnergy(bySites(kernel, (x) => 3 * (x * x - 0.4) ** 2 - x));
    const flow = async (start: SiteLaw): Promise<SiteLaw[]> => {
      const laws = [start];
      for (let s = 0; s < 12; s++) {
        laws.push((await sinkhornPotentialFlowStep(kernel, laws.at(-1)!, energy, { stepSize: 0.04 })).law);
      }
      return laws;
    };
    const first = await flow(await bell(kernel, -0.6, 0.1));
    const second = await flow(await bell(kernel, 0.1, 0.25));
    const distances = await embeddingDistances(kernel, first, second);
    expect(distances).toHaveLength(13);
    for (let s = 1; s < distances.length; s++) expect(distances[s]).toBeLessThan(distances[s - 1]! + 1e-12);
    expect(distances.at(-1)).toBeLessThan(0.9 * distances[0]!);
    expect(() => embeddingDistances(kernel, first, [])).toThrow('second: must have as many laws as first, 13, got 0');
  });
});
