import { describe, expect, it } from 'vitest';
import { entropicJkoStep } from '../../src/entropic-jko/index.ts';
import { bell, onTheLine, varianceOf } from './support.ts';

const still = (): number => 0;
const quadratic = (x: number): number => x ** 2 / 2;
const flat = (x: number): number => 10 * Math.max(Math.abs(x) - 0.8, 0) ** 2;
const within = (x: number): number => (Math.abs(x) < 0.8 + 1e-9 ? 1 : 0);
const gaussianOnLine = { interval: [-2.5, 2.5], nodes: 161, epsilon: 0.1, density: bell(0.5) } as const;

/**
 * The variance after one step with the product reference from N(0, s²), V = x²/2. With E m of variance w and G(E m) of variance w + ε/2, R is constant
 * where the precision P of μ/G(Em) has P/(1 + Pε/2) = −2τ/ε, which makes up for that of E.
 */
function sharpened(s2: number, epsilon: number, stepSize: number): number {
  const precision = -(2 * stepSize) / (epsilon * (1 + stepSize));
  const w = 1 / (1 / s2 - precision) - epsilon / 2;
  return 1 / (1 / w - (2 * stepSize) / epsilon);
}

/** With the fixed one: the softmax of −((x − y)² + τx²)/ε is N(y/(1 + τ), ε/(2(1 + τ))). */
const blurred = (s2: number, epsilon: number, stepSize: number): number =>
  s2 / (1 + stepSize) ** 2 + epsilon / (2 * (1 + stepSize));

describe('the records of one entropic JKO step', () => {
  it.each([
    { name: 'ejko_product_V0', reference: 'product', potential: still, value: 0.2, tolerance: 1e-3 },
    { name: 'ejko_uniform_V0', reference: 'fixed', potential: still, value: 0.3, tolerance: 2e-3 },
    {
      name: 'ejko_product_quad',
      reference: 'product',
      potential: quadratic,
      value: 0.17913832199546487,
      tolerance: 1e-3,
    },
    { name: 'ejko_uniform_quad', reference: 'fixed', potential: quadratic, value: 0.2743764172335601, tolerance: 1e-3 },
  ] as const)('$name: variance $value', async ({ reference, potential, value, tolerance }) => {
    const { x, kernel, law, energy } = await onTheLine({ ...gaussianOnLine, interval: [-2.5, 2.5], potential });
    const step = await entropicJkoStep(kernel, law, energy, { stepSize: 0.05, reference });
    expect(step.status).toBe('converged');
    expect(Math.abs(varianceOf(step.law.masses, x) - value)).toBeLessThan(tolerance);
  });

  it('ejko_product_flat: a minimiser of E is left, variance .2200 → .1753', async () => {
    const { x, kernel, law, energy } = await onTheLine({
      interval: [-2, 2],
      nodes: 161,
      epsilon: 0.1,
      density: within,
      potential: flat,
    });
    expect(varianceOf(law.masses, x)).toBeCloseTo(0.22, 10);
    const step = await entropicJkoStep(kernel, law, energy, { stepSize: 0.05, reference: 'product' });
    expect(Math.abs(varianceOf(step.law.masses, x) - 0.17526466646410016)).toBeLessThan(1e-3);
  });

  it('ejko_uniform_stationary: a Dirac at the minimum of x²/2 spreads to the variance .5122', async () => {
    const { x, kernel, law, energy } = await onTheLine({
      interval: [-4, 4],
      nodes: 161,
      epsilon: 0.1,
      density: (at) => (Math.abs(at) < 1e-9 ? 1 : 0),
      potential: quadratic,
    });
    let last = law;
    for (let k = 0; k < 120; k++) {
      last = (await entropicJkoStep(kernel, last, energy, { stepSize: 0.05, reference: 'fixed' })).law;
    }
    expect(Math.abs(varianceOf(last.masses, x) / 0.5121951219512191 - 1)).toBeLessThan(0.01);
  });
});

describe('without energy', () => {
  it.each([0.003, 0.05, 2])('each step takes ε/2 off the variance, or adds it, whatever τ is: %d', async (stepSize) => {
    const { x, kernel, law, energy } = await onTheLine({
      interval: [-3, 3],
      nodes: 121,
      epsilon: 0.16,
      density: bell(0.6),
      potential: still,
    });
    for (const [reference, sign] of [
      ['product', -1],
      ['fixed', 1],
    ] as const) {
      // biome-ignore format: pairs
      let last = law;
      for (let k = 1; k <= 3; k++) {
        last = (await entropicJkoStep(kernel, last, energy, { stepSize, reference })).law;
        expect(Math.abs(varianceOf(last.masses, x) - (0.36 + sign * k * 0.08))).toBeLessThan(1e-3);
      }
    }
  });

  it('the product reference ends at a Dirac', async () => {
    const line = await onTheLine({
      interval: [-2, 2],
      nodes: 81,
      epsilon: 0.2,
      density: bell(0.5, 0.3),
      potential: still,
    });
    let { law } = line;
    for (let k = 0; k < 8; k++) {
      law = (await entropicJkoStep(line.kernel, law, line.energy, { stepSize: 0.1, reference: 'product' })).law;
    }
    expect(varianceOf(law.masses, line.x)).toBeLessThan(2e-3);
  });
});

describe('on a Gaussian in a parabola', () => {
  it.each([
    { epsilon: 0.2, stepSize: 0.1, deviation: 0.7 },
    { epsilon: 0.05, stepSize: 0.02, deviation: 0.4 },
    { epsilon: 0.3, stepSize: 0.4, deviation: 0.6 },
  ])('both references have their closed forms: %o', async ({ epsilon, stepSize, deviation }) => {
    const { x, kernel, law, energy } = await onTheLine({
      interval: [-4, 4],
      nodes: 241,
      epsilon,
      density: bell(deviation),
      potential: quadratic,
    });
    const s2 = varianceOf(law.masses, x);
    const fixed = await entropicJkoStep(kernel, law, energy, { stepSize, reference: 'fixed' });
    expect(varianceOf(fixed.law.masses, x)).toBeCloseTo(blurred(s2, epsilon, stepSize), 5);
    const product = await entropicJkoStep(kernel, law, energy, { stepSize, reference: 'product' });
    expect(Math.abs(varianceOf(product.law.masses, x) - sharpened(s2, epsilon, stepSize))).toBeLessThan(1e-3);
    expect(product.status).toBe('converged');
  });
});
