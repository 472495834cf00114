import { describe, expect, it } from 'vitest';
import { empirical, flatWell, gaussian, uniform } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { entropicJko } from '../../systems/entropic-jko.ts';
import { itKeepsTheContractOfAMethod, normal, type Setup, worldWith } from './support.ts';

const grid = (low: number, high: number, nodes: number) => ({ type: 'grid', bounds: [[low, high]], nodes }) as const;

/** Masses and places after so many steps, and what the solver said of the last one. */
async function endOf(setup: Setup, steps: number) {
  const { world, ensemble } = await worldWith(setup);
  await step(world, { steps });
  const { columns, memory, solver, status, reason, energy } = ensemble;
  const [x, weight, pressure] = [
    await columns.position.pull(),
    await columns.weight!.pull(),
    await columns.pressure!.pull(),
  ];
  disposeWorld(world);
  const mean = weight.reduce((sum, mass, i) => sum + mass * x[i]!, 0);
  const variance = weight.reduce((sum, mass, i) => sum + mass * (x[i]! - mean) ** 2, 0);
  return { x, weight, pressure, masses: memory.get('masses')!, mean, variance, solver, status, reason, energy };
}

const line: Setup = { initial: normal(0.25), target: normal(1), sites: grid(-2.5, 2.5, 161), method: entropicJko() };

describe('entropic-jko', () => {
  it.each([
    { reference: 'product', steps: 1, variance: 0.17913832199546487 },
    { reference: 'product', steps: 6, variance: 0 },
    { reference: 'fixed', steps: 1, variance: 0.2743764172335601 },
    { reference: 'fixed', steps: 150, variance: 0.5121951219512191 },
  ] as const)('$reference: variance $variance after $steps steps', async ({ reference, steps, variance }) => {
    const method = entropicJko({ reference, stepSize: 0.05, epsilon: 0.1 });
    const end = await endOf({ ...line, sites: grid(-4, 4, 257), method }, steps);
    expect(Math.abs(end.variance - variance)).toBeLessThan(1e-3);
    expect(end.solver).toMatchObject({ status: 'converged', reference });
    expect(Math.abs(end.masses.reduce((sum, mass) => sum + mass) - 1)).toBeLessThan(1e-12);
  });

  it('by default takes the product reference, which leaves a minimiser of the energy', async () => {
    const setup: Setup = {
      initial: uniform({ bounds: [[-0.8, 0.8]] }),
      target: flatWell(),
      sites: grid(-2, 2, 161),
      method: entropicJko({ epsilon: 0.1 }),
    };
    const end = await endOf(setup, 1);
    expect(Math.abs(end.variance - 0.17526466646410016)).toBeLessThan(1e-3);
    // Nothing to gain: the energy was 0 and stays there.
    expect(end.energy.at(-1)![1]).toBeCloseTo(0, 6);
    expect(end.solver.dissipation).toBeCloseTo(0, 6);
  });

  it('the pressure holds down what the potential would fill, and is 0 where there is mass', async () => {
    const { weight, pressure } = await endOf(line, 2);
    for (const [i, value] of pressure.entries()) {
      expect(value).toBeLessThanOrEqual(0);
      if (weight[i]! > 0) expect(value).toBe(0);
    }
    expect(Math.min(...pressure)).toBeLessThan(0);
    const blurred = await endOf({ ...line, method: entropicJko({ reference: 'fixed' }) }, 2);
    expect(blurred.pressure.every((value) => value === 0)).toBe(true);
  });

  it('an entropy of the energy makes up for the reference: λ = ε/2τ takes one to the other', async () => {
    const common = { stepSize: 0.1, epsilon: 0.2 };
    const energy = [{ type: 'potential' }, { type: 'entropy', scale: 1 }] as const;
    const sharp = await endOf({ ...line, method: entropicJko({ ...common, energy: [...energy] }) }, 4);
    const blurred = await endOf({ ...line, method: entropicJko({ ...common, reference: 'fixed' }) }, 4);
    expect(sharp.variance).toBeCloseTo(blurred.variance, 3);
  });

  it('draws a cloud of points together by an interaction', async () => {
    const points = Array.from({ length: 30 }, (_, i) => [Math.cos(i) + i / 30, Math.sin(2 * i)]);
    const setup: Setup = {
      count: 30,
      initial: gaussian({ dimension: 2 }),
      sites: empirical({ points }),
      method: entropicJko({
        reference: 'fixed',
        epsilon: 0.05,
        stepSize: 0.2,
        energy: [{ type: 'interaction', kernel: { type: 'power', exponent: 2 } }],
      }),
    };
    const end = await endOf(setup, 5);
    expect(end.status).toBe('running');
    expect(end.energy.at(-1)![1]).toBeLessThan(end.energy[0]![1]);
    expect(end.solver.rounds).toBeGreaterThan(1);
  });

  itKeepsTheContractOfAMethod({ ...line, sites: grid(-2, 2, 33) }, 3);
  itKeepsTheContractOfAMethod(
    {
      count: 25,
      initial: gaussian({ dimension: 2 }),
      target: gaussian({ mean: [0.5, 0] }),
      sites: { type: 'sequence', bounds: [[-2, 2], [-2, 2]] }, // biome-ignore format: a box
      method: entropicJko({ reference: 'fixed', energy: 'kl', epsilon: 0.3 }),
    },
    4,
  );

  it('refuses parameters that make no sense', () => {
    expect(() => entropicJko({ stepSize: -1 })).toThrow(/^entropic-jko\.stepSize: must be more than 0, got -1/);
    expect(() => entropicJko({ tolerance: 1e-300 })).toThrow(
      /^entropic-jko\.tolerance: must be at least 1e-14, got 1e-300/,
    );
    expect(() => entropicJko({ tolerance: 1e10 })).toThrow(/^entropic-jko\.tolerance: must be at most 1, got/);
    expect(() => entropicJko({ reference: 'none' as never })).toThrow(
      /^entropic-jko\.reference: must be "product" or "fixed", got "none"/,
    );
  });
});
