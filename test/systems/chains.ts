import { expect } from 'vitest';
import { Adaptation } from '../../src/adaptation/index.ts';
import { banana, funnel, gaussian, type Target } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { FAST, momentsOf, type Setup, worldWith } from './support.ts';

/** Targets that are standard normal after a change of variables, which is undone in place. */
export const BENT: { name: string; target: Target; straighten: (row: Float32Array) => void }[] = [
  {
    name: 'banana',
    target: banana({ scale: 1, curvature: 0.5 }),
    straighten: (row) => {
      row[1]! += 0.5 * (row[0]! ** 2 - 1);
    },
  },
  {
    name: 'funnel',
    target: funnel({ dimension: 3, scale: 1 }),
    straighten: (row) => {
      const deviation = Math.exp(row[0]! / 2);
      for (let k = 1; k < row.length; k++) row[k]! /= deviation;
    },
  },
];

/** How many standard errors of independent draws the moments of standard normal rows are off, at most. */
export function worstMoment(values: ArrayLike<number>, dimension: number): number {
  const count = values.length / dimension;
  const { mean, covariance } = momentsOf(values, dimension);
  const errors = mean.map((value) => Math.abs(value) * Math.sqrt(count));
  covariance.forEach((row, i) => {
    row.forEach((value, j) => {
      errors.push(i === j ? Math.abs(value - 1) * Math.sqrt(count / 2) : Math.abs(value) * Math.sqrt(count));
    });
  });
  return Math.max(...errors);
}

/** Chains that start at the target itself are a sample of it after any number of steps. @returns the acceptance */
export async function expectInvariant(
  { target, straighten }: Pick<(typeof BENT)[number], 'target' | 'straighten'>,
  method: Setup['method'],
  { count = 10_000, steps = 20 } = {},
): Promise<number> {
  const { world, ensemble } = await worldWith({ count, initial: target, target, method }, { backend: FAST });
  await step(world, { steps });
  const values = (await ensemble.columns.position.pull()).slice();
  for (let i = 0; i < count; i++) straighten(values.subarray(i * target.dimension, (i + 1) * target.dimension));
  const acceptance = ensemble.solver.acceptance as number;
  disposeWorld(world);
  // Exactly normal rows: of 9 moments the worst is beyond 4 standard errors once in 1,700 seeds.
  expect(worstMoment(values, target.dimension)).toBeLessThan(4);
  return acceptance;
}

/** What a warm-up came to. */
export interface WarmedUp {
  /** Since the warm-up. */
  acceptance: number;
  stepSize: number;
  /** The diagonal of M⁻¹. */
  inverseMass: Float64Array;
  positions: Float32Array;
}

/** A run through the warm-up, and `steps` steps more. */
export async function warmUp(setup: Setup, steps: number): Promise<WarmedUp> {
  const { world, ensemble } = await worldWith(setup, { backend: FAST });
  while (ensemble.solver.warmup !== false && ensemble.status === 'running') await step(world, { steps: 10 });
  await step(world, { steps });
  expect(ensemble).toMatchObject({ status: 'running' });
  const { acceptance, stepSize } = ensemble.solver as { acceptance: number; stepSize: number };
  const positions = (await ensemble.columns.position.pull()).slice();
  const { inverseMass } = Adaptation.load(ensemble.memory, {
    ...{ stepSize, dimension: ensemble.dimension, warmup: 1, targetAcceptance: 0.5, mass: 'diagonal' },
  });
  disposeWorld(world);
  return { acceptance, stepSize, inverseMass, positions };
}

/** Twenty coordinates whose standard deviations go from .1 to 10: a warm-up finds the acceptance, the variances and the law. */
export async function expectWarmsUp(method: Setup['method'], targetAcceptance: number): Promise<void> {
  const deviations = Array.from({ length: 20 }, (_, k) => 10 ** (-1 + (2 * k) / 19));
  const covariance = deviations.map((deviation, i) => deviations.map((_, j) => (i === j ? deviation ** 2 : 0)));
  const target = gaussian({ mean: deviations.map(() => 0), covariance });
  const setup = { count: 200, initial: gaussian({ dimension: 20 }), target, method };
  const { acceptance, inverseMass, positions } = await warmUp(setup, 100);
  expect(Math.abs(acceptance - targetAcceptance)).toBeLessThan(0.05);
  for (const [k, deviation] of deviations.entries()) {
    expect(Math.abs(inverseMass[k]! / deviation ** 2 - 1)).toBeLessThan(0.2);
  }
  const scaled = positions.map((value, i) => value / deviations[i % 20]!);
  // 4,000 standard normals: standard error of their mean square √(2/4,000) = .022.
  expect(Math.abs(momentsOf(scaled).covariance[0]![0]! - 1)).toBeLessThan(0.09);
}

/** The stationary acceptance of a Gaussian on the line, with the step size and the mass that the warm-up came to. */
export async function expectAcceptanceAfterWarmup(
  method: Setup['method'],
  expected: (stepSize: number, variance: number) => number,
): Promise<void> {
  const target = gaussian({ mean: [5], covariance: [[9]] });
  const { acceptance, stepSize, inverseMass } = await warmUp({ count: 2000, initial: target, target, method }, 100);
  expect(inverseMass[0]).toBeGreaterThan(5);
  // In the coordinate divided by the deviation of the mass the target has the variance 9 · M.
  // 200,000 proposals, correlated over less than 16 steps: standard error below √(.25 · 16 / 200,000) = .0045.
  expect(Math.abs(acceptance - expected(stepSize, 9 / inverseMass[0]!))).toBeLessThan(0.018);
}
