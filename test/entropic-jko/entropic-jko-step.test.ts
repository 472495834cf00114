import { describe, expect, it } from 'vitest';
import { type EntropicJkoOptions, entropicJkoStep } from '../../src/entropic-jko/index.ts';
import { InputError } from '../../src/errors.ts';
import { lawOfMasses, type SiteEnergy, type SiteLaw, siteKernel } from '../../src/sites/index.ts';
import { bell, entropicCost, expectation, expectationMaximisation, gibbs, onTheLine, varianceOf } from './support.ts';

/** Six sites in the plane that are no grid. */
const sites = [0.61, 0.62, 0.03, -0.43, -0.89, -0.23, -0.18, -0.91, -0.9, 1.0, 0.3, -0.53];
const potential = Float64Array.of(-0.96, 1.6, 0.2, -1.73, -0.08, -1.16);
const volumes = Float64Array.of(0.38, 0.1, 0.3, 0.27, 0.18, 0.23);
const masses = Float64Array.of(0.145, 0.134, 0.236, 0.335, 0.047, 0.103);

/** μ → Wμ for W = .8 exp(−|x − y|²/(2·.7²)). */
const interaction = (mu: Float64Array): Float64Array =>
  Float64Array.from(gibbs(cloud(2 * 0.7 ** 2)), (row) => 0.8 * row.reduce((sum, value, j) => sum + value * mu[j]!, 0));

const cloud = (epsilon: number) => siteKernel({ sites: Float64Array.from(sites), dimension: 2, epsilon });

type Case = Partial<SiteEnergy> & EntropicJkoOptions & { epsilon: number };

async function stepOnCloud({ epsilon, stepSize, reference, tolerance, ...terms }: Case) {
  const kernel = cloud(epsilon);
  const energy = { potential, volumes, entropy: 0, ...terms };
  const options = { stepSize, reference, ...(tolerance && { tolerance }) };
  return entropicJkoStep(kernel, await lawOfMasses(kernel, masses), energy, options);
}

describe('a step on six sites', () => {
  // By BFGS on the plan in the definition of the step (numpy, scipy), and by 200,000 expectation maximisations for the product without entropy.
  it.each<[string, Case, number[]]>([
    ['fixed', { epsilon: 0.5, stepSize: 0.2, reference: 'fixed' }, [0.141346267, 0.030039189, 0.135429889, 0.429146307, 0.052431593, 0.211606755]],
    ['fixed, entropy .7', { epsilon: 0.5, stepSize: 0.2, reference: 'fixed', entropy: 0.7 }, [0.149672393, 0.045598668, 0.16190487, 0.367514056, 0.057387719, 0.217922294]],
    ['product, entropy .7', { epsilon: 0.5, stepSize: 0.2, reference: 'product', entropy: 0.7 }, [0.145013282, 0.00196838, 0.10461645, 0.558309688, 0.045122926, 0.144969274]],
    ['product, entropy 2', { epsilon: 0.5, stepSize: 0.2, reference: 'product', entropy: 2 }, [0.159440112, 0.025933954, 0.176290575, 0.379550199, 0.052804399, 0.20598076]],
    ['fixed, entropy .4, interaction', { epsilon: 0.5, stepSize: 0.2, reference: 'fixed', entropy: 0.4, interaction }, [0.14973263, 0.03861025, 0.159824363, 0.378723969, 0.057787101, 0.215321687]],
    ['product', { epsilon: 0.5, stepSize: 0.2, reference: 'product' }, [0.146239234, 0, 0, 0.808352062, 0.045408704, 0]],
    ['product, narrow', { epsilon: 0.2, stepSize: 0.05, reference: 'product' }, [0.145030367, 0, 0.227163105, 0.486674747, 0.046924457, 0.094207325]],
    ['product, interaction', { epsilon: 0.3, stepSize: 0.1, reference: 'product', interaction }, [0.146096242, 0, 0.160840053, 0.646433114, 0.046630591, 0]],
  ])('%s: the minimiser', async (_name, options, expected) => {
    const { law, status } = await stepOnCloud({ ...options, tolerance: 1e-9 });
    expect(status).toBe('converged');
    expected.forEach((mass, i) => void expect(law.masses[i]).toBeCloseTo(mass, 7));
  }); // biome-ignore format: a table

  it.each<[string, Case, number[]]>([
    ['product', { epsilon: 0.5, stepSize: 0.2, reference: 'product' }, [0, -3.1012045, -0.8856088, 0, 0, -0.6905105]],
    ['product, interaction', { epsilon: 0.3, stepSize: 0.1, reference: 'product', interaction }, [0, -2.8322566, 0, 0, 0, -0.2400908]],
    ['fixed', { epsilon: 0.5, stepSize: 0.2, reference: 'fixed' }, [0, 0, 0, 0, 0, 0]],
  ])('%s: the pressure', async (_name, options, expected) => {
    const { pressure } = await stepOnCloud({ ...options, tolerance: 1e-9 });
    expected.forEach((value, i) => void expect(pressure[i]).toBeCloseTo(value, 5));
  }); // biome-ignore format: a table

  it('comes near the minimiser at the default tolerance too, and says how it was reached', async () => {
    const { law, report } = await stepOnCloud({ epsilon: 0.2, stepSize: 0.05, reference: 'product' });
    expect(law.masses[3]).toBeCloseTo(0.486674747, 3);
    expect(report).toMatchObject({ reference: 'product', supportSize: 5 });
    expect(report.excess).toBeLessThanOrEqual(5e-5);
    const coupled = await stepOnCloud({ epsilon: 0.3, stepSize: 0.1, reference: 'product', interaction });
    expect(coupled.report.rounds).toBeGreaterThan(1);
    expect(coupled.report.inconsistency).toBeLessThanOrEqual(7e-5);
  });

  it.each(['fixed', 'product'] as const)('settles in a strong repulsion, %s reference', async (reference) => {
    const { x, kernel, law, energy } = await onTheLine({
      interval: [-2, 2],
      nodes: 41,
      epsilon: 0.1,
      density: bell(0.23, -0.5),
      potential: (place) => place ** 2 / 2,
    });
    const own = -50 * (Math.log(0.1) - 1.5);
    const repulsion = (mu: Float64Array): Float64Array =>
      x.map((place, i) =>
        mu.reduce((sum, mass, j) => sum + mass * (i === j ? own : -50 * Math.log(Math.abs(place - x[j]!))), 0),
      );
    const both = { ...energy, entropy: 0.2, interaction: repulsion };
    const step = await entropicJkoStep(kernel, law, both, { stepSize: 0.05, reference });
    expect(step.status).toBe('converged');
    // The step of the potential that it comes out with is the same step.
    const field = repulsion(step.law.masses);
    const frozen = { ...energy, entropy: 0.2, potential: energy.potential.map((value, i) => value + field[i]!) };
    const again = await entropicJkoStep(kernel, law, frozen, { stepSize: 0.05, reference });
    const distance = again.law.masses.reduce((sum, mass, i) => sum + Math.abs(mass - step.law.masses[i]!), 0);
    expect(distance).toBeLessThan(0.01);
  });

  it('never raises E + OT/2τ, also where the supports jump to and fro in a repulsion', async () => {
    const { x, kernel, law, energy } = await onTheLine({
      interval: [-2, 2],
      nodes: 41,
      epsilon: 0.5,
      density: bell(0.23, -0.5),
      potential: (place) => place ** 2 / 2,
    });
    const repulsion = (mu: Float64Array): Float64Array =>
      x.map((place) => mu.reduce((sum, mass, j) => sum + mass * 30 * Math.exp(-((place - x[j]!) ** 2) / 0.005), 0));
    const objective = (mu: Float64Array): number =>
      expectation(mu, energy.potential) +
      expectation(mu, repulsion(mu)) / 2 +
      entropicCost(kernel, mu, law.masses) / 0.1;
    const step = await entropicJkoStep(
      kernel,
      law,
      { ...energy, interaction: repulsion },
      {
        stepSize: 0.05,
        reference: 'product',
      },
    );
    expect(objective(step.law.masses)).toBeLessThanOrEqual(objective(law.masses) + 1e-6);
  });

  it('says when the iterations run out', async () => {
    const kernel = cloud(0.5);
    const energy = { potential, volumes, entropy: 0.01 };
    const step = await entropicJkoStep(kernel, await lawOfMasses(kernel, masses), energy, {
      stepSize: 0.2,
      reference: 'product',
      maxIterations: 3,
    });
    expect(step).toMatchObject({ status: 'max-iterations', report: { iterations: 3 } });
  });
});

const doubleWell = (x: number): number => 4 * ((x / 0.6) ** 2 - 1) ** 2 - 4 * x;
const line = (epsilon: number) =>
  onTheLine({ interval: [-1, 1], nodes: 31, epsilon, density: bell(0.15, -0.5), potential: doubleWell });

describe('the fixed reference', () => {
  it.each([
    { epsilon: 1, stepSize: 0.05 },
    { epsilon: 0.02, stepSize: 0.2 },
  ])('is the matrix of softmaxes times μ: %o', async ({ epsilon, stepSize }) => {
    const { x, kernel, law, energy } = await line(epsilon);
    const expected = new Float64Array(x.length);
    law.masses.forEach((mass, j) => {
      const logits = x.map((at, i) => -((at - x[j]!) ** 2 + 2 * stepSize * energy.potential[i]!) / epsilon);
      const top = Math.max(...logits);
      const total = logits.reduce((sum, value) => sum + Math.exp(value - top), 0);
      for (let i = 0; i < x.length; i++) expected[i]! += (mass * Math.exp(logits[i]! - top)) / total;
    });
    const step = await entropicJkoStep(kernel, law, energy, { stepSize, reference: 'fixed' });
    step.law.masses.forEach((mass, i) => void expect(Math.abs(mass - expected[i]!)).toBeLessThan(1e-14));
    expect(step).toMatchObject({ status: 'converged', report: { iterations: 1 } });
  });

  it('takes energies that no exponential of float64 holds', async () => {
    const { x, kernel, law, energy } = await line(0.001);
    const steep = { ...energy, potential: energy.potential.map((value) => 1e4 * value) };
    for (const reference of ['fixed', 'product'] as const) {
      const step = await entropicJkoStep(kernel, law, steep, { stepSize: 1, reference });
      expect([...step.law.masses, ...step.law.coefficients, ...step.pressure].every(Number.isFinite)).toBe(true);
      // All of it at the minimum of V, nearest to .63.
      expect(expectation(step.law.masses, x)).toBeCloseTo(0.6 + 1 / 30, 1);
    }
  });
});

describe('the product reference', () => {
  it('is what expectation maximisation comes to', async () => {
    const problem = await line(0.5);
    const { x, kernel, law, energy } = problem;
    const step = await entropicJkoStep(kernel, law, energy, { stepSize: 0.1, reference: 'product', tolerance: 1e-7 });
    const slow = expectationMaximisation(problem, 0.1, 30_000);
    // Neighbours tell the kernel next to nothing: not the masses but what they amount to.
    for (const f of [x, energy.potential]) {
      expect(expectation(step.law.masses, f)).toBeCloseTo(expectation(slow, f), 3);
    }
    expect(varianceOf(step.law.masses, x)).toBeCloseTo(varianceOf(slow, x), 3);
  });

  it.each([
    { epsilon: 1, stepSize: 0.02 },
    { epsilon: 0.3, stepSize: 0.1 },
    { epsilon: 0.05, stepSize: 0.02 },
  ])('meets the conditions of optimality, and no step raises E + OT/2τ: %o', async ({ epsilon, stepSize }) => {
    const { kernel, energy, ...start } = await line(epsilon);
    const value = (now: SiteLaw, before: SiteLaw): number =>
      expectation(now.masses, energy.potential) + entropicCost(kernel, now.masses, before.masses) / (2 * stepSize);
    let { law } = start;
    for (let k = 0; k < 5; k++) {
      const step = await entropicJkoStep(kernel, law, energy, { stepSize, reference: 'product' });
      expect(step.status).toBe('converged');
      const total = step.law.masses.reduce((sum, mass) => sum + mass);
      expect(Math.abs(total - 1)).toBeLessThan(1e-12);
      // R = E G(μ_k/G(E μ⁺)), which the multiplier of the mass makes 1 on the support.
      const factors = energy.potential.map((v) =>
        Math.exp((-2 * stepSize * (v - Math.min(...energy.potential))) / epsilon),
      );
      const image = await kernel.apply(step.law.masses.map((mass, i) => mass * factors[i]!));
      const pull = await kernel.apply(law.masses.map((mass, j) => mass / image[j]!));
      const ratio = pull.map((p, i) => p * factors[i]!);
      expect(Math.max(...ratio) - 1).toBeLessThan(3e-4);
      expect(
        expectation(
          step.law.masses,
          ratio.map((r) => Math.abs(r - 1)),
        ),
      ).toBeLessThan(3e-4);
      ratio.forEach((r, i) => {
        const expected = step.law.masses[i]! > 0 ? 0 : Math.min(0, (epsilon / (2 * stepSize)) * Math.log(r));
        expect(Math.abs(step.pressure[i]! - expected)).toBeLessThan(
          3e-3 * (epsilon / (2 * stepSize)) * (1 + Math.abs(Math.log(r))),
        );
      });
      expect(value(step.law, law)).toBeLessThanOrEqual(value(law, law) + 1e-9);
      // Nor is any other law better, such as that of the fixed reference or a mixture with it.
      const other = (await entropicJkoStep(kernel, law, energy, { stepSize, reference: 'fixed' })).law;
      const mixed = await lawOfMasses(
        kernel,
        step.law.masses.map((mass, i) => 0.9 * mass + 0.1 * other.masses[i]!),
      );
      for (const rival of [other, mixed])
        expect(value(step.law, law)).toBeLessThanOrEqual(value(rival, law) + 1e-3 / stepSize);
      law = step.law;
    }
  });

  it('with the entropy ε/2τ is the fixed reference without', async () => {
    const { kernel, law, energy } = await line(0.3);
    const withEntropy = { ...energy, entropy: 0.3 / 0.2, volumes: energy.volumes.map(() => 1) };
    const one = await entropicJkoStep(kernel, law, withEntropy, { stepSize: 0.1, reference: 'product' });
    const other = await entropicJkoStep(kernel, law, energy, { stepSize: 0.1, reference: 'fixed' });
    one.law.masses.forEach((mass, i) => void expect(mass).toBeCloseTo(other.law.masses[i]!, 12));
  });

  it.each(['product', 'fixed'] as const)(
    'and the %s reference come to rest with an entropy at their closed form',
    async (reference) => {
      const [epsilon, stepSize, lambda] = [0.05, 0.2, 1];
      const { x, kernel, law, energy } = await onTheLine({
        interval: [-5, 5],
        nodes: 201,
        epsilon,
        density: bell(0.8),
        potential: (at) => at ** 2 / 2,
      });
      let last = law;
      for (let k = 0; k < 60; k++) {
        last = (await entropicJkoStep(kernel, last, { ...energy, entropy: lambda }, { stepSize, reference })).law;
      }
      expect(varianceOf(last.masses, x)).toBeCloseTo(restingVariance(epsilon, stepSize, lambda, reference), 3);
    },
  );
});

/**
 * The s for which N(0, v) at v = s minimises τ(v − λ log v) + v + s − 2κ − (ε/2) log(vs − κ²), and + (ε/2) log v with the product reference, κ the
 * covariance of the plan: κ² + εκ/2 = s² and 1 − s/κ + τ(1 − λ/s) (+ ε/2s) = 0.
 */
function restingVariance(epsilon: number, stepSize: number, lambda: number, reference: string): number {
  const slope = (s: number): number => {
    const kappa = Math.sqrt(s * s + (epsilon / 4) ** 2) - epsilon / 4;
    return 1 - s / kappa + stepSize * (1 - lambda / s) + (reference === 'product' ? epsilon / (2 * s) : 0);
  };
  let [low, high] = [0.1, 10];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return low;
}

describe('what cannot be', () => {
  it.each<[Partial<EntropicJkoOptions>, string]>([
    [{ stepSize: 0 }, 'stepSize: must be a finite number > 0, got 0'],
    [{ stepSize: Number.POSITIVE_INFINITY }, 'stepSize: must be a finite number > 0, got Infinity'],
    [{ tolerance: Number.NaN }, 'tolerance: must be a finite number > 0, got NaN'],
    [{ maxIterations: 0 }, 'maxIterations: must be an integer of at least 1, got 0'],
    [{ reference: 'none' as never }, 'reference: must be "product" or "fixed", got none'],
  ])('is refused: %o', async (wrong, message) => {
    const { kernel, law, energy } = await line(1);
    const step = entropicJkoStep(kernel, law, energy, { stepSize: 0.1, reference: 'product', ...wrong });
    await expect(step).rejects.toThrow(new InputError(message));
  });
});
