import { describe, expect, it } from 'vitest';
import { type TwoSites, twoSiteMass, twoSiteRotation } from '../../src/sinkhorn-potential-flow/index.ts';
import { fittedOrder } from '../systems/support.ts';
import { startOnLine, stepsFrom } from './support.ts';

/** Two sites with a distance whose square is the cost, and all mass but `mass` at site 0. */
const startOf = ({ cost, epsilon, potential }: TwoSites, mass: number) =>
  startOnLine(
    Float64Array.of(0, Math.sqrt(cost)),
    epsilon,
    (x) => potential[x === 0 ? 0 : 1],
    (_, i) => (i === 1 ? mass : 1 - mass),
  );

describe('two sites', () => {
  it.each([
    { epsilon: 0.5, potential: [1, 0], time: 2.626517325089293, mass: 0.6428566726356179 },
    { epsilon: 1, potential: [0.5, 0], time: 3.0181978700730365, mass: 0.6271948412334162 },
  ] as const)('records: ε = $epsilon, ΔV = $potential.0', ({ epsilon, potential, time, mass }) => {
    const sites = { cost: 1, epsilon, potential };
    expect(twoSiteRotation(sites).teleportTime).toBeCloseTo(time, 10);
    expect(twoSiteMass(sites, { mass: 0, time: 0.6 * time })).toBeCloseTo(mass, 10);
    expect(twoSiteMass(sites, { mass: 0, time: 1.01 * time })).toBe(1);
  });

  it.each([
    { cost: 1, epsilon: 0.5, potential: [1, 0], mass: 0 },
    { cost: 0.49, epsilon: 0.7, potential: [-0.3, 1.1], mass: 0.8 },
    { cost: 2.25, epsilon: 0.9, potential: [5, 4.2], mass: 0.35 },
    { cost: 0.01, epsilon: 1, potential: [0.2, 0], mass: 0.5 },
  ] as const)('the flow turns as the closed form says: $cost, $epsilon, $potential, from $mass', async (problem) => {
    const { mass, ...sites } = problem;
    const time = 0.45 * twoSiteRotation(sites).teleportTime;
    const start = await startOf(sites, mass);
    const exact = twoSiteMass(sites, { mass, time });
    for (const [theta, order] of [
      [1, 2],
      [0.5, 2],
    ] as const) {
      const errors: [number, number][] = [];
      for (const count of [10, 20, 40]) {
        const steps = await stepsFrom(start, count, { stepSize: time / count, theta });
        errors.push([1 / count, steps.at(-1)!.law.masses[1]! - exact]);
      }
      // After scaling to mass 1 a step of either kind turns b by about ωδ; the error is in the third order of the angle.
      expect(fittedOrder(errors)).toBeCloseTo(order, 1);
    }
  });

  it('arrives at the teleport time, whichever way it goes, and stays', async () => {
    const sites = { cost: 1, epsilon: 0.8, potential: [0, 0.7] } as const;
    const { teleportTime } = twoSiteRotation(sites);
    const start = await startOf(sites, 1);
    const steps = await stepsFrom(start, 120, { stepSize: teleportTime / 100 });
    const arrival = steps.findIndex(({ law }) => law.masses[0] === 1) + 1;
    expect(Math.abs(arrival - 100)).toBeLessThanOrEqual(2);
    expect(steps.at(-1)!.law.masses[0]).toBe(1);
    expect(twoSiteMass(sites, { mass: 1, time: teleportTime })).toBeCloseTo(0, 12);
  });

  it('is consistent: a start at the mass of a later time goes on from there', () => {
    const sites = { cost: 0.3, epsilon: 0.4, potential: [2, 1.5] } as const;
    const middle = twoSiteMass(sites, { mass: 0.1, time: 0.2 });
    expect(twoSiteMass(sites, { mass: middle, time: 0.3 })).toBeCloseTo(
      twoSiteMass(sites, { mass: 0.1, time: 0.5 }),
      12,
    );
    expect(twoSiteMass({ ...sites, potential: [1, 1] }, { mass: 0.3, time: 9 })).toBeCloseTo(0.3, 12);
    expect(twoSiteRotation({ ...sites, potential: [1, 1] }).teleportTime).toBe(Number.POSITIVE_INFINITY);
  });

  it('keeps its digits where the sites are much nearer than √ε', () => {
    const { angle, speed } = twoSiteRotation({ cost: 1e-12, epsilon: 1, potential: [1, 0] });
    expect(angle / Math.SQRT2 / 1e-6).toBeCloseTo(1, 10);
    expect(speed * 1e-6 * Math.SQRT1_2).toBeCloseTo(1, 10);
  });

  it.each([
    [{ cost: 0 }, {}, 'cost: must be a number > 0, got 0'],
    [{ epsilon: Number.NaN }, {}, 'epsilon: must be a number > 0, got NaN'],
    [{ potential: [0, Number.POSITIVE_INFINITY] }, {}, 'potential[1]: must be finite, got Infinity'],
    [{}, { mass: 1.5 }, 'mass: must be a number from 0 to 1, got 1.5'],
    [{}, { time: -1 }, 'time: must be a finite number >= 0, got -1'],
  ] as const)('refuses %j %j', (sites, start, message) => {
    const problem: TwoSites = { cost: 1, epsilon: 1, potential: [1, 0], ...sites };
    expect(() => twoSiteMass(problem, { mass: 0, time: 1, ...start })).toThrow(message);
  });
});
