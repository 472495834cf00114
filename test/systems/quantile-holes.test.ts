import { beforeAll, describe, expect, it } from 'vitest';
import { jkoFlowVelocity, orderOf, quantileEnergy, uniformGrid } from '../../src/quantile/index.ts';
import { quartic } from '../../src/targets/index.ts';
import { disposeWorld, type Ensemble, step } from '../../src/world/index.ts';
import { blobJko, jkoFlow, wassersteinGradientFlow } from '../../systems/index.ts';
import { testBackend } from '../backend.ts';
import { normal, type Setup, worldWith } from './support.ts';

/*
 * Holes: V = x⁴/4 from N(0, s₀²). The explicit map x − η(x³ − x/s₀²) folds from |x| = √((1 + η/s₀²)/(3η)) on; JKO never inverts the order, and
 * one explicit step of JKO-Flow stays monotone. "Implicit bias of the JKO scheme" (arXiv 2511.14827).
 */

beforeAll(() => testBackend());

const discretisation = 'quantile' as const;
const COUNT = 400;

async function run(
  method: Setup['method'],
  s0: number,
  steps: number,
): Promise<{ ensemble: Ensemble; start: Float64Array }> {
  const { world, ensemble } = await worldWith({ count: COUNT, initial: normal(s0 ** 2), target: quartic(), method });
  await step(world, { steps });
  disposeWorld(world);
  return { ensemble, start: uniformGrid(COUNT).nodes.map((z) => s0 * z) };
}

describe('explicit Euler', () => {
  it.each([
    { s0: 1, stepSize: 0.15, from: 1.599 },
    { s0: 1.5, stepSize: 0.2, from: 1.347 },
  ])('at s₀ = $s0, η = $stepSize folds from |x| = $from on', async ({ s0, stepSize, from }) => {
    const { ensemble, start } = await run(wassersteinGradientFlow({ stepSize, discretisation }), s0, 1);
    const image = ensemble.memory.get('quantiles')!;
    expect(Math.sqrt((1 + stepSize / s0 ** 2) / (3 * stepSize))).toBeCloseTo(from, 3);
    for (const [i, x] of start.entries()) expect(image[i]).toBeCloseTo(x - stepSize * (x ** 3 - x / s0 ** 2), 3);
    const spacing = start[1]! - start[0]!;
    for (let i = 1; i < COUNT; i++) {
      const middle = Math.abs(start[i]! + start[i - 1]!) / 2;
      if (Math.abs(middle - from) > spacing) expect(image[i]! > image[i - 1]!).toBe(middle < from);
    }
    const { solver } = ensemble;
    expect(solver).toMatchObject({ status: 'folded', stable: false });
    let inversions = 0;
    for (let i = 0; i < COUNT; i++) for (let j = 0; j < i; j++) if (image[j]! > image[i]!) inversions++;
    expect(solver.inversions).toBe(inversions);
    expect(solver.minSlope).toBeLessThan(-6);
    expect(solver.lowestDensity).toBeLessThan(0.1);
    expect(solver.highestDensity).toBeGreaterThan(10);
    expect(Number.isFinite(ensemble.energy.at(-1)![1])).toBe(true);
  });

  it('cannot go on from a law that is folded, and names its limit', async () => {
    const { ensemble } = await run(wassersteinGradientFlow({ stepSize: 0.15, discretisation }), 1, 5);
    expect(ensemble.status).toBe('stopped');
    expect(ensemble.steps).toBe(1);
    expect(ensemble.reason).toMatch(
      /^step 2: the law has no quantile function any more.*\d+ inversions.*2\/λ_max = \S+\)$/,
    );
    expect(ensemble.reason).toContain((ensemble.solver.stabilityLimit as number).toPrecision(3));
  });
});

describe('the JKO scheme', () => {
  it.each([0.15, 0.2, 1, 20])('never inverts at η = %f', async (stepSize) => {
    for (const s0 of [1, 1.5, 4]) {
      const { ensemble } = await run(blobJko({ stepSize, discretisation }), s0, 4);
      expect(ensemble.status).toBe('running');
      expect(ensemble.solver.inversions).toBe(0);
      expect(ensemble.solver.minSlope).toBeGreaterThan(0);
      expect(ensemble.solver.lowestDensity).toBeGreaterThan(0.5);
      expect(ensemble.solver.highestDensity).toBeLessThan(2);
    }
  });
});

describe('JKO-Flow', () => {
  it.each([0.15, 0.2])('does not invert at η = %f', async (stepSize) => {
    const { ensemble } = await run(jkoFlow({ stepSize, discretisation }), 1.5, 3);
    expect(ensemble.status).toBe('running');
    expect(ensemble.solver.inversions).toBe(0);
    expect(ensemble.solver.minSlope).toBeGreaterThan(0);
    expect(ensemble.solver.lowestDensity).toBeGreaterThan(0.5);
    expect(ensemble.solver.highestDensity).toBeLessThan(2);
  });

  // Where explicit Euler has −6 … −20 at four standard deviations.
  it.each([
    { s0: 1, stepSize: 0.15, slope: 0.7713, euler: -6.05 },
    { s0: 1.2, stepSize: 0.15, slope: 0.7312, euler: -9.26 },
    { s0: 1.2, stepSize: 0.2, slope: 0.7092, euler: -12.69 },
    { s0: 1.5, stepSize: 0.2, slope: 0.6649, euler: -20.51 },
  ])(
    'one explicit step at s₀ = $s0, η = $stepSize has the least slope $slope',
    async ({ s0, stepSize, slope, euler }) => {
      const grid = uniformGrid(COUNT);
      const x = grid.nodes.map((z) => s0 * z);
      const velocity = await jkoFlowVelocity(x, quantileEnergy('kl', { grid, target: quartic() }), {
        stepSize,
        form: 'plain',
      });
      // The outermost nodes carry 1e-9 of the mass, and their curvature is one-sided.
      const inner = <T extends Float64Array>(values: T): Float64Array => values.slice(3, -3);
      const before = inner(x);
      const after = inner(x.map((value, i) => value + stepSize * velocity[i]!));
      const { minSlope, inversions } = orderOf({ start: before, before, after });
      expect(inversions).toBe(0);
      expect(Math.abs(minSlope - slope)).toBeLessThan(2e-3);
      expect(1 - stepSize * (3 * (4 * s0) ** 2 - 1 / s0 ** 2)).toBeCloseTo(euler, 1);
    },
  );
});
