import { describe, expect, it } from 'vitest';
import {
  gaussianEnergy,
  gaussianGradientFlow,
  gaussianJkoFlow,
  gaussianJkoStep,
  quadraticEnergy,
  quadraticFault,
} from '../../src/bures/index.ts';
import { energySpecification } from '../../src/energies/index.ts';
import { InputError } from '../../src/errors.ts';
import { matrixOf } from '../../src/linalg/index.ts';
import { doubleWell, gaussian } from '../../src/targets/index.ts';
import { klTo, line } from './support.ts';

const target = gaussian({ mean: [1, 0], covariance: [[2, 0.5], [0.5, 1]] }); // biome-ignore format: matrices
const specification = (value: unknown) => energySpecification.parse(value);

describe('the energy of a specification', () => {
  it('kl is KL to the target: 0 there', () => {
    const energy = quadraticEnergy('kl', { dimension: 2, target });
    expect(gaussianEnergy(target.moments!, energy)).toBeCloseTo(0, 14);
    expect(energy.temperature).toBe(1);
  });

  it('is a sum of terms with scales', () => {
    const terms = specification([
      { type: 'potential', scale: 2 },
      { type: 'entropy', scale: 0.5 },
      { type: 'potential' },
    ]);
    const { precision, temperature } = quadraticEnergy(terms, { dimension: 2, target });
    expect(temperature).toBe(0.5);
    const kl = quadraticEnergy('kl', { dimension: 2, target });
    expect(matrixOf(precision).get(0, 1)).toBeCloseTo(3 * matrixOf(kl.precision).get(0, 1), 13);
    const law = { mean: [0, 2], covariance: [[1, 0], [0, 3]] }; // biome-ignore format: matrices
    const potential = quadraticEnergy(specification([{ type: 'potential' }]), { dimension: 2, target });
    const entropy = quadraticEnergy(specification([{ type: 'entropy' }]), { dimension: 2 });
    expect(gaussianEnergy(law, quadraticEnergy(terms, { dimension: 2, target }))).toBeCloseTo(
      3 * gaussianEnergy(law, potential) + 0.5 * gaussianEnergy(law, entropy),
      12,
    );
  });

  it('with a quadratic attraction is ½k tr Σ, and leaves the mean alone', () => {
    const kernel = { type: 'power', exponent: 2, strength: 3, softening: 2 };
    const energy = quadraticEnergy(specification([{ type: 'interaction', scale: 0.5, kernel }]), { dimension: 2 });
    const law = { mean: [5, 2], covariance: [[1, 0], [0, 3]] }; // biome-ignore format: matrices
    expect(gaussianEnergy(law, energy)).toBeCloseTo(0.5 * 1.5 * 4 + 0.5 * 0.5 * 1.5 * 4, 14);
    expect(gaussianGradientFlow(law, energy, 0.4).mean).toEqual([5, 2]);
    expect(gaussianGradientFlow(law, energy, 0.4).covariance[1]![1]).toBeCloseTo(3 * Math.exp(-1.2), 14);
    expect(gaussianJkoStep(law, energy, 0.4).covariance[1]![1]).toBeCloseTo(3 / 1.6 ** 2, 14);
  });

  it('of the entropy alone needs no target', () => {
    const energy = quadraticEnergy(specification([{ type: 'entropy' }]), { dimension: 3 });
    expect(matrixOf(energy.precision).to1DArray()).toEqual(new Array(9).fill(0));
  });

  it.each([
    ['of a target that is no Gaussian', 'kl', doubleWell(), 'target: must be gaussian'],
    ['of no target', 'kl', undefined, 'got none'],
    [
      'of an interaction',
      [{ type: 'interaction', kernel: { type: 'morse' } }],
      target,
      'energy: an interaction has a closed form on Gaussians only with the attraction k|z|²/2, got {"type":"morse"',
    ],
    [
      'of a repulsion',
      [{ type: 'interaction', kernel: { type: 'power', exponent: 2, strength: -1 } }],
      target,
      'energy: an interaction has',
    ],
  ])('has no closed form %s', (_what, value, goal, message) => {
    const energy = specification(value);
    expect(quadraticFault(energy, goal)).toContain(message);
    expect(() => quadraticEnergy(energy, { dimension: 2, target: goal })).toThrow(InputError);
  });
});

describe('input that makes no sense', () => {
  const law = line(1);
  const energy = klTo([[1]]);
  it.each([
    ['stepSize: must be a finite number > 0, got 0', () => gaussianJkoStep(law, energy, 0)],
    ['stepSize: must be a finite number > 0, got NaN', () => gaussianJkoFlow(law, energy, { stepSize: Number.NaN })],
    ['time: must be a finite number >= 0, got -1', () => gaussianGradientFlow(law, energy, -1)],
    ['mean: must have 1 coordinates, got 2', () => gaussianJkoStep({ ...law, mean: [1, 2] }, energy, 1)],
    ['mean[0]: must be finite, got Infinity', () => gaussianJkoStep(line(1, Number.POSITIVE_INFINITY), energy, 1)],
    ['covariance: has the eigenvalue -1.000; must be positive semi-definite', () => gaussianEnergy(line(-1), energy)],
    ['covariance: has NaN at [0][0]; must be finite', () => gaussianEnergy(line(Number.NaN), energy)],
    ['energy.mean: must have 1 coordinates, got 2', () => gaussianJkoStep(law, { ...energy, mean: [0, 0] }, 1)],
    [
      'energy.precision: must have 1 rows, got 2',
      () =>
        gaussianJkoStep(
          law,
          {
            ...klTo([
              [1, 0],
              [0, 1],
            ]),
            mean: [0],
          },
          1,
        ),
    ],
    ['energy.precision: has the eigenvalue -2.000', () => gaussianJkoStep(law, { ...energy, precision: [[-2]] }, 1)],
    [
      'energy.temperature: must be a finite number >= 0, got -1',
      () => gaussianJkoStep(law, { ...energy, temperature: -1 }, 1),
    ],
    ['form: must be plain or pade, got x', () => gaussianJkoFlow(law, energy, { stepSize: 1, form: 'x' as 'plain' })],
  ])('%s', (message, action) => {
    expect(action).toThrow(InputError);
    expect(action).toThrow(message);
  });
});
