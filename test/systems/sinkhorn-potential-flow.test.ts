import { describe, expect, it } from 'vitest';
import { exactMomentsAt } from '../../src/exact-law/index.ts';
import {
  gaussianEntropicJkoStep,
  gaussianSinkhornJkoStep,
  gaussianSinkhornPotentialFlow,
} from '../../src/sinkhorn-gaussian/index.ts';
import { twoSiteMass } from '../../src/sinkhorn-potential-flow/index.ts';
import { banana, doubleWell, empirical, gaussian, type Moments } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { entropicJko } from '../../systems/entropic-jko.ts';
import { sinkhornJko } from '../../systems/sinkhorn-jko.ts';
import { sinkhornPotentialFlow } from '../../systems/sinkhorn-potential-flow.ts';
import { itKeepsTheContractOfAMethod, normal, type Setup, worldWith } from './support.ts';

const grid = (low: number, high: number, nodes: number) => ({ type: 'grid', bounds: [[low, high]], nodes }) as const;

/** An ensemble after so many steps. */
async function endOf(setup: Setup, steps: number) {
  const { world, ensemble } = await worldWith(setup);
  await step(world, { steps });
  const [x, pressure] = [await ensemble.columns.position.pull(), await ensemble.columns.pressure!.pull()];
  disposeWorld(world);
  const masses = ensemble.memory.get('masses')!;
  const mean = masses.reduce((sum, mass, i) => sum + mass * x[i]!, 0);
  const variance = masses.reduce((sum, mass, i) => sum + mass * (x[i]! - mean) ** 2, 0);
  return { ensemble, x, masses, pressure, mean, variance };
}

/** V = 4((x/.6)² − 1)² − 4x up to a constant, from N(−.6, .1²). */
const well: Setup = {
  initial: normal(0.01, -0.6),
  target: doubleWell({ a: 16 / 0.6 ** 4, b: 16 / 0.6 ** 2, c: 4 }),
  sites: grid(-1, 1, 41),
  method: sinkhornPotentialFlow({ epsilon: 1, stepSize: 0.01 }),
};

const twoSites: Setup = {
  initial: empirical({ points: [[0]] }),
  target: gaussian({ mean: [1], covariance: [[0.5]] }),
  sites: empirical({ points: [[0], [1]] }),
  method: sinkhornPotentialFlow({ epsilon: 0.5, stepSize: 0.02, theta: 0.5 }),
};

const gaussians: Setup = {
  initial: normal(0.25, 0.8),
  target: normal(1),
  sites: grid(-3, 3, 61),
  method: sinkhornPotentialFlow({ epsilon: 0.2, stepSize: 0.0125 }),
};

describe('sinkhorn-potential-flow', () => {
  it('teleports over the barrier of the double well', async () => {
    const { ensemble, x, masses, pressure } = await endOf(well, 30);
    const right = masses.reduce((sum, mass, i) => (x[i]! > -0.1 ? sum + mass : sum), 0);
    // Record .61137 as δ → 0; sites are float32 here.
    expect(Math.abs(right - 0.6113679495489545)).toBeLessThan(0.005);
    expect(ensemble.solver).toMatchObject({ status: 'converged', cost: 'squared' });
    expect(Math.abs(masses.reduce((sum, mass) => sum + mass) - 1)).toBeLessThan(1e-12);
    const energies = ensemble.energy.map(([, value]) => value);
    for (let i = 1; i < energies.length; i++) expect(energies[i]!).toBeLessThan(energies[i - 1]!);
    expect(pressure.every((value) => value <= 0)).toBe(true);
    expect(Math.min(...pressure)).toBeLessThan(0);
  });

  it('its closed forms are laid over it: two sites', async () => {
    const { ensemble, x, masses } = await endOf(twoSites, 60);
    const exact = exactMomentsAt(ensemble, ensemble.time, x)!;
    const mass = twoSiteMass({ cost: 1, epsilon: 0.5, potential: [1, 0] }, { mass: 0, time: 1.2 });
    expect(exact.mean[0]).toBeCloseTo(mass, 6);
    expect(exact.covariance[0]![0]).toBeCloseTo(mass * (1 - mass), 6);
    expect(masses[1]).toBeCloseTo(mass, 4);
    expect(exactMomentsAt(ensemble, 1.2)).toBeUndefined();
    const other = { ...twoSites, initial: empirical({ points: [[0.1], [0.9]], weights: [0.25, 0.75] }) };
    const later = (await endOf(other, 1)).ensemble;
    const there = twoSiteMass({ cost: 1, epsilon: 0.5, potential: [1, 0] }, { mass: 0.75, time: 0.3 });
    expect(exactMomentsAt(later, 0.3, x)!.mean[0]).toBeCloseTo(there, 6);
  });

  it('its closed forms are laid over it: Gaussians, with an entropy too', async () => {
    for (const temperature of [0, 0.3]) {
      const energy = [
        { type: 'potential' as const },
        ...(temperature > 0 ? [{ type: 'entropy' as const, scale: temperature }] : []),
      ];
      const method = sinkhornPotentialFlow({ epsilon: 0.2, stepSize: 0.0125, energy });
      const { ensemble, mean, variance } = await endOf({ ...gaussians, method }, 40);
      const exact = exactMomentsAt(ensemble, 0.5)!;
      const expected = gaussianSinkhornPotentialFlow(
        { mean: [0.8], covariance: [[0.25]] },
        { mean: [0], precision: [[1]], temperature },
        { epsilon: 0.2, time: 0.5 },
      );
      expect(exact.covariance[0]![0]).toBeCloseTo(expected.covariance[0]![0]!, 12);
      expect(Math.abs(mean - exact.mean[0]!)).toBeLessThan(3e-3);
      expect(Math.abs(variance - exact.covariance[0]![0]!)).toBeLessThan(2e-3);
    }
  });

  itKeepsTheContractOfAMethod(well, 4);
  itKeepsTheContractOfAMethod(
    {
      count: 30,
      initial: gaussian({ dimension: 2 }),
      target: banana(),
      sites: { type: 'sequence', bounds: [[-2, 2], [-2, 2]] }, // biome-ignore format: a box
      method: sinkhornPotentialFlow({ energy: 'kl', epsilon: 0.5, stepSize: 0.05, theta: 0.75 }),
    },
    4,
  );

  it('refuses parameters that make no sense', () => {
    expect(() => sinkhornPotentialFlow({ theta: 0.4 })).toThrow(
      /^sinkhorn-potential-flow\.theta: must be .*0\.5.*got 0\.4/,
    );
    expect(() => sinkhornPotentialFlow({ epsilon: 0 })).toThrow(/^sinkhorn-potential-flow\.epsilon: must be .*got 0/);
  });
});

describe('the exact law of schemes on sites', () => {
  const start: Moments = { mean: [0.8], covariance: [[0.25]] };
  const energy = { mean: [0], precision: [[1]], temperature: 0 };
  const options = { epsilon: 0.2, stepSize: 0.05 };

  it('is the recursion of the Sinkhorn JKO scheme', async () => {
    const { ensemble } = await worldWith({ ...gaussians, method: sinkhornJko(options) });
    const one = gaussianSinkhornJkoStep(start, energy, options);
    const two = gaussianSinkhornJkoStep(one, energy, options);
    expect(exactMomentsAt(ensemble, 0.1)).toEqual(two);
    expect(exactMomentsAt(ensemble, 0)).toEqual(start);
  });

  it.each(['product', 'fixed'] as const)(
    'is the recursion of the entropic JKO scheme, %s reference',
    async (reference) => {
      const { ensemble } = await worldWith({ ...gaussians, method: entropicJko({ ...options, reference }) });
      expect(exactMomentsAt(ensemble, 0.05)).toEqual(gaussianEntropicJkoStep(start, energy, { ...options, reference }));
    },
  );

  it('is not known where covariances do not commute, or nothing is Gaussian', async () => {
    const plane: Setup = {
      initial: gaussian({ mean: [0, 0], covariance: [[1, 0], [0, 2]] }), // biome-ignore format: matrices
      target: gaussian({ mean: [0, 0], covariance: [[1, 0.5], [0.5, 1]] }), // biome-ignore format: matrices
      sites: { type: 'grid', bounds: [[-2, 2], [-2, 2]], nodes: 5 }, // biome-ignore format: a box
      method: sinkhornPotentialFlow(),
    };
    for (const method of [sinkhornPotentialFlow(), sinkhornJko()]) {
      expect(exactMomentsAt((await worldWith({ ...plane, method })).ensemble, 0.1)).toBeUndefined();
    }
    expect(exactMomentsAt((await worldWith({ ...plane, target: banana() })).ensemble, 0.1)).toBeUndefined();
    expect(exactMomentsAt((await worldWith(well)).ensemble, 0.1)).toBeUndefined();
  });
});
