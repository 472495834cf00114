import { describe, expect, it } from 'vitest';
import { doubleWell, gaussian } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { sinkhornJko } from '../../systems/sinkhorn-jko.ts';
import { itKeepsTheContractOfAMethod, normal, type Setup, worldWith } from './support.ts';

const grid = (low: number, high: number, nodes: number) => ({ type: 'grid', bounds: [[low, high]], nodes }) as const;

async function endOf(setup: Setup, steps: number) {
  const { world, ensemble } = await worldWith(setup);
  await step(world, { steps });
  const [x, pressure] = [await ensemble.columns.position.pull(), await ensemble.columns.pressure!.pull()];
  const weights = await ensemble.columns.weight!.pull();
  disposeWorld(world);
  const masses = ensemble.memory.get('masses')!;
  const mean = masses.reduce((sum, mass, i) => sum + mass * x[i]!, 0);
  const variance = masses.reduce((sum, mass, i) => sum + mass * (x[i]! - mean) ** 2, 0);
  return { ensemble, x, masses, weights, pressure, mean, variance };
}

/** V = 4((x/.6)² − 1)² − 4x up to a constant, from N(−.6, .1²). */
const well: Setup = {
  initial: normal(0.01, -0.6),
  target: doubleWell({ a: 16 / 0.6 ** 4, b: 16 / 0.6 ** 2, c: 4 }),
  sites: grid(-1, 1, 41),
  method: sinkhornJko({ epsilon: 1, stepSize: 0.02 }),
};

const entropic: Setup = {
  initial: normal(0.09, 0.5),
  target: normal(1),
  sites: grid(-2.4, 2.4, 61),
  method: sinkhornJko({
    epsilon: 0.1,
    stepSize: 0.025,
    energy: [{ type: 'potential' }, { type: 'entropy', scale: 0.2 }],
  }),
};

describe('sinkhorn-jko', () => {
  it('teleports over the barrier of the double well', async () => {
    const { ensemble, x, masses, weights, pressure } = await endOf(well, 15);
    const right = masses.reduce((sum, mass, i) => (x[i]! > -0.1 ? sum + mass : sum), 0);
    expect(Math.abs(right - 0.63513442108)).toBeLessThan(2e-4);
    expect(ensemble.solver).toMatchObject({ status: 'converged', cost: 'squared', solver: 'active-set' });
    expect(Math.abs(masses.reduce((sum, mass) => sum + mass) - 1)).toBeLessThan(1e-12);
    expect([...weights]).toEqual([...masses].map(Math.fround));
    masses.forEach((mass, i) => {
      if (mass > 0) expect(pressure[i]).toBe(0);
      else expect(pressure[i]).toBeLessThanOrEqual(0);
    });
    const energies = ensemble.energy.map(([, value]) => value);
    energies.slice(1).forEach((value, k) => {
      expect(value).toBeLessThanOrEqual(energies[k]! + 1e-6);
    });
  });

  it('stays in the well of the Wasserstein flow where ε is small', async () => {
    const { x, masses } = await endOf({ ...well, method: sinkhornJko({ epsilon: 0.02, stepSize: 0.02 }) }, 15);
    expect(masses.reduce((sum, mass, i) => (x[i]! > -0.1 ? sum + mass : sum), 0)).toBeLessThan(1e-3);
  });

  it('samples with an entropy', async () => {
    const { variance, ensemble, pressure } = await endOf(entropic, 20);
    // The volumes are all the same here but for those at the ends, half as large, where there is no mass.
    expect(Math.abs(variance - 0.15902036230827)).toBeLessThan(5e-4);
    expect(ensemble.solver).toMatchObject({ status: 'converged', solver: 'multiplicative', supportSize: 61 });
    expect(pressure.every((p) => p === 0)).toBe(true);
  });

  it('is attracted by itself', async () => {
    const interaction = { type: 'interaction', kernel: { type: 'gaussian' } } as const;
    const setup: Setup = {
      initial: normal(0.3),
      sites: grid(-2, 2, 41),
      method: sinkhornJko({ epsilon: 0.2, stepSize: 0.1, energy: [interaction], tolerance: 1e-5 }),
    };
    const { ensemble } = await endOf(setup, 4);
    expect(ensemble.solver).toMatchObject({ status: 'converged' });
    const energies = ensemble.energy.map(([, value]) => value);
    expect(energies.length).toBeGreaterThan(2);
    energies.slice(1).forEach((value, k) => {
      expect(value).toBeLessThanOrEqual(energies[k]! + 1e-6);
    });
  });

  itKeepsTheContractOfAMethod(well, 4);
  itKeepsTheContractOfAMethod(
    {
      initial: gaussian({ dimension: 2 }),
      target: gaussian({ dimension: 2, mean: [1, 0] }),
      sites: {
        type: 'grid',
        bounds: [
          [-2, 2],
          [-2, 2],
        ],
        nodes: 9,
      },
      method: sinkhornJko({ epsilon: 0.5, stepSize: 0.1, solver: 'multiplicative' }),
    },
    4,
  );
});
