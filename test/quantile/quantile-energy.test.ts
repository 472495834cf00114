import { beforeAll, describe, expect, it } from 'vitest';
import { type EnergySpecification, type EnergyTerm, energySpecification } from '../../src/energies/index.ts';
import { expectation, quantileEnergy, uniformGrid } from '../../src/quantile/index.ts';
import { timesTridiagonal } from '../../src/quantile/tridiagonal.ts';
import { doubleWell, gaussian } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';

beforeAll(() => testBackend());

const grid = uniformGrid(30);
const bent = grid.nodes.map((z) => 0.2 + 0.7 * z + 0.3 * Math.tanh(2 * z));
const warm: EnergySpecification = [
  { type: 'potential', scale: 0.5 },
  { type: 'entropy', scale: 2 },
  { type: 'entropy', scale: 1 },
];
const entropy: EnergySpecification = [{ type: 'entropy', scale: 1 }];

describe('quantileEnergy', () => {
  it('is KL(N(m, s²) | π) without error of the grid for Gaussians', async () => {
    const target = gaussian({ mean: [1], covariance: [[2]] });
    for (const [mean, deviation] of [
      [0, 1],
      [-2, 0.3],
    ] as const) {
      const x = grid.nodes.map((z) => mean + deviation * z);
      const exact = Math.log(Math.SQRT2 / deviation) + (deviation ** 2 + (mean - 1) ** 2) / 4 - 0.5;
      const model = await quantileEnergy('kl', { grid, target }).at(x);
      expect(model.value).toBeCloseTo(exact, 5);
      expect(await quantileEnergy('kl', { grid, target }).valueAt(x)).toBeCloseTo(exact, 5);
      for (const [i, force] of model.gradient.entries())
        expect(force).toBeCloseTo((x[i]! - 1) / 2 - grid.nodes[i]! / deviation, 5);
    }
    expect((await quantileEnergy(entropy, { grid }).at(grid.nodes)).value).toBeCloseTo(
      -0.5 * Math.log(2 * Math.PI * Math.E),
      12,
    );
  });

  it.each([
    ['the entropy', entropy, 1e-7],
    ['scaled terms', warm, 1e-4],
  ] as const)('has the gradient and the Hessian of its value: %s', async (_name, specification, tolerance) => {
    const energy = quantileEnergy(specification, { grid, target: doubleWell({ b: 2 }) });
    const model = await energy.at(bent);
    const direction = grid.nodes.map((z) => Math.cos(1.3 * z));
    const step = 1e-3;
    const moved = (sign: number): Promise<Awaited<ReturnType<typeof energy.at>>> =>
      energy.at(bent.map((value, i) => value + sign * step * direction[i]!));
    const [plus, minus] = [await moved(1), await moved(-1)];
    const along = expectation(
      grid.masses,
      model.gradient.map((force, i) => force * direction[i]!),
    );
    expect(Math.abs(along - (plus.value - minus.value) / (2 * step))).toBeLessThan(10 * tolerance + 1e-5);
    const image = timesTridiagonal(await model.hessian(), direction);
    for (const [i, mass] of grid.masses.entries()) {
      const difference = (plus.gradient[i]! - minus.gradient[i]!) / (2 * step);
      const size = 1 + Math.abs(difference);
      expect(Math.abs(image[i]! / mass - difference)).toBeLessThan((0.02 + 100 * tolerance) * size);
    }
  });

  it('counts densities and gradients, and a value alone as densities', async () => {
    const count = { gradientEvaluations: 0, densityEvaluations: 0 };
    const energy = quantileEnergy('kl', { grid, target: doubleWell(), count });
    await energy.valueAt(bent);
    expect(count).toEqual({ gradientEvaluations: 0, densityEvaluations: 30 });
    const model = await energy.at(bent);
    expect(count).toEqual({ gradientEvaluations: 30, densityEvaluations: 60 });
    await model.hessian();
    await model.gradientNoise();
    expect(count).toEqual({ gradientEvaluations: 60, densityEvaluations: 60 });
  });

  it('is infinite where two quantiles meet or change places, unless no entropy counts', async () => {
    const folded = bent.map((value, i) => (i === 10 ? bent[12]! : value));
    expect((await quantileEnergy('kl', { grid, target: doubleWell() }).at(folded)).value).toBe(
      Number.POSITIVE_INFINITY,
    );
    const potential = quantileEnergy([{ type: 'potential', scale: 1 }], { grid, target: doubleWell() });
    expect(Number.isFinite((await potential.at(folded)).value)).toBe(true);
  });

  it('refuses an interaction', () => {
    const [interaction] = energySpecification.parse([{ type: 'interaction', kernel: { type: 'keller-segel' } }]);
    expect(() => quantileEnergy([interaction as EnergyTerm], { grid })).toThrow(/interaction.*'blob'/);
  });
});
