import { describe, expect, it } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { dot, plus, scaled } from '../../src/linalg/index.ts';
import {
  coefficientVelocity,
  embeddingMetricTensor,
  massVelocity,
  metricTensor,
  operatorMatrices,
  operatorsOf,
  selfPotential,
} from '../../src/sinkhorn-geometry/index.ts';
import { embeddingOf, lawOfMasses, type SiteKernel, type SiteLaw, siteKernel } from '../../src/sites/index.ts';
import { sinkhorn, sinkhornDivergence } from '../../src/transport/index.ts';
import { bell, bySites, cloud, dirac, line, orderOf, randomLaw, randomNumbers, tangent } from './support.ts';

/** The two velocities on `cloud` that the values below belong to; the second puts mass where there is none. */
function cloudVelocities(kernel: SiteKernel, law: SiteLaw): [Float64Array, Float64Array] {
  const first = tangent(
    law,
    bySites(kernel, (_, y) => Math.cos(4 * y!)).map((value, i) => value * law.masses[i]!),
  );
  const exponentials = bySites(kernel, (x) => Math.exp(x));
  const mean = exponentials.reduce((sum, value) => sum + value, 0) / kernel.count;
  const second = exponentials.map((value) => value - mean);
  second[3] = 0.3;
  return [first, tangent(law, second)];
}

/** The law and velocity of the record below. */
async function recorded(): Promise<{ kernel: SiteKernel; law: SiteLaw; sigma: Float64Array }> {
  const kernel = line(21, 0, 1, 0.1);
  const law = await lawOfMasses(
    kernel,
    bySites(kernel, (x) => 1 + 0.5 * Math.cos(5 * x)),
  );
  const sigma = tangent(
    law,
    bySites(kernel, (x) => Math.cos(3 * x + 1)).map((value, i) => value * law.masses[i]!),
  );
  return { kernel, law, sigma };
}

const METRIC_TENSOR = 0.031383160259430394;

describe('the operators of a law', () => {
  it('have the self-potential of the Sinkhorn solver, extended to sites without mass', async () => {
    const { kernel, first } = await cloud(0.4);
    const potential = await selfPotential(kernel, first);
    const points = { values: kernel.sites, dimension: 2 };
    const problem = { epsilon: 0.4, cost: 'squared', a: first.masses, b: first.masses, tolerance: 1e-12 } as const;
    const { f, g } = await sinkhorn(points, points, problem);
    // f and g of the solver may differ by a constant, their half sum may not.
    for (let i = 0; i < kernel.count; i++) expect(potential[i]).toBeCloseTo((f[i]! + g[i]!) / 2, 8);
    // numpy, iterating a ← √(aμ/Ga).
    expect(potential[0]).toBeCloseTo(0.17689096516499755, 12);
    expect(potential[3]).toBeCloseTo(0.1492504674240234, 12);
  });

  it('have a self-potential however small ε is', async () => {
    const kernel = line(5, 0, 4, 0.001);
    expect([...(await selfPotential(kernel, dirac(kernel, 0)))]).toEqual([0, 1, 4, 9, 16]);
  });

  it('are the matrices they say they are', async () => {
    const { kernel, first } = await cloud(0.4);
    const { K, H, k } = await operatorMatrices(kernel, first);
    const { applyK, applyH } = await operatorsOf(kernel, first);
    const phi = randomNumbers(kernel, 'phi');
    const image = await applyK(phi);
    const response = await applyH(phi);
    const f = await selfPotential(kernel, first);
    for (let i = 0; i < kernel.count; i++) {
      expect(dot(Float64Array.from(K.getRow(i)), phi)).toBeCloseTo(image[i]!, 13);
      expect(dot(Float64Array.from(H.getRow(i)), phi)).toBeCloseTo(response[i]!, 12);
      const squared =
        (kernel.sites[2 * i]! - kernel.sites[14]!) ** 2 + (kernel.sites[2 * i + 1]! - kernel.sites[15]!) ** 2;
      expect(k.get(i, 7)).toBeCloseTo(Math.exp((f[i]! + f[7]! - squared) / 0.4), 12);
    }
  });

  it('keep constants and are self-adjoint in L²(μ)', async () => {
    const { kernel, first } = await cloud(0.3);
    const { applyK } = await operatorsOf(kernel, first);
    for (const value of await applyK(new Float64Array(12).fill(1))) expect(value).toBeCloseTo(1, 12);
    const [phi, psi] = [randomNumbers(kernel, 'phi'), randomNumbers(kernel, 'psi')];
    const inner = (x: Float64Array, y: Float64Array) =>
      dot(
        x.map((value, i) => value * first.masses[i]!),
        y,
      );
    expect(inner(await applyK(phi), psi)).toBeCloseTo(inner(phi, await applyK(psi)), 14);
  });

  it('refuse an ε too small for the sites, and matrices of too many of them', async () => {
    const kernel = line(3, 0, 4, 0.01);
    await expect(operatorsOf(kernel, dirac(kernel, 0))).rejects.toThrow(
      'epsilon: must be larger for these sites, got 0.01: exp(−|x − y|²/ε) vanishes between site 2 and the law',
    );
    const many = line(2001, 0, 1, 1);
    await expect(operatorMatrices(many, dirac(many, 0))).rejects.toThrow(
      'sites: must be at most 2000 to write matrices out, got 2001: use operatorsOf',
    );
  });
});

describe('the metric tensor', () => {
  it('has the recorded value', async () => {
    const { kernel, law, sigma } = await recorded();
    expect(Math.abs((await metricTensor(kernel, law, sigma)) / METRIC_TENSOR - 1)).toBeLessThan(1e-11);
  });

  it('has the values of a dense solve in numpy on a cloud of sites, one of them without mass', async () => {
    const { kernel, first } = await cloud(0.4);
    const [sigma, nu] = cloudVelocities(kernel, first);
    expect(await metricTensor(kernel, first, sigma)).toBeCloseTo(0.03991527507412111, 12);
    expect(await metricTensor(kernel, first, sigma, nu)).toBeCloseTo(0.15568029535091885, 12);
    expect(await metricTensor(kernel, first, nu, sigma)).toBeCloseTo(0.15568029535091885, 12);
    expect(await metricTensor(kernel, first, nu)).toBeCloseTo(1.8138414073279077, 11);
  });

  it('is the Hessian of the Sinkhorn divergence, to second order in t', async () => {
    const { kernel, law, sigma } = await recorded();
    const points = { values: kernel.sites, dimension: 1 };
    const divergence = async (t: number): Promise<number> => {
      const options = { epsilon: 0.1, cost: 'squared', tolerance: 1e-13, a: law.masses } as const;
      const { value } = await sinkhornDivergence(points, points, { ...options, b: plus(law.masses, t, sigma) });
      return value;
    };
    const errors: number[] = [];
    for (const t of [0.1, 0.05, 0.025]) {
      errors.push(((await divergence(t)) + (await divergence(-t))) / (2 * t * t) / METRIC_TENSOR - 1);
    }
    expect(Math.abs(errors[2]!)).toBeLessThan(1e-5);
    expect(orderOf(errors[0]!, errors[1]!)).toBeCloseTo(2, 1);
    expect(orderOf(errors[1]!, errors[2]!)).toBeCloseTo(2, 1);
  });

  it('is the same in the b-variable, and velocities go there and back', async () => {
    const { kernel, first } = await cloud(0.4);
    for (const sigma of cloudVelocities(kernel, first)) {
      const velocity = await coefficientVelocity(kernel, first, sigma);
      const back = await massVelocity(kernel, first, velocity);
      back.forEach((value, i) => {
        expect(value).toBeCloseTo(sigma[i]!, 12);
      });
      const value = await metricTensor(kernel, first, sigma);
      expect((await embeddingMetricTensor(kernel, first, velocity)) / value).toBeCloseTo(1, 11);
    }
    const [sigma, nu] = cloudVelocities(kernel, first);
    const velocities = [await coefficientVelocity(kernel, first, sigma), await coefficientVelocity(kernel, first, nu)];
    expect(await embeddingMetricTensor(kernel, first, velocities[0]!, velocities[1]!)).toBeCloseTo(
      0.15568029535091885,
      11,
    );
  });

  it('has the velocity of the coefficients that a small move of the masses has', async () => {
    const { kernel, second } = await cloud(0.4);
    const sigma = tangent(second, randomNumbers(kernel, 'sigma')).map((value) => value / 20);
    const velocity = await coefficientVelocity(kernel, second, sigma);
    const h = 1e-4;
    const after = await lawOfMasses(kernel, plus(second.masses, h, sigma));
    const before = await lawOfMasses(kernel, plus(second.masses, -h, sigma));
    const difference = scaled(1 / (2 * h), plus(after.coefficients, -1, before.coefficients));
    const scale = Math.max(...velocity.map(Math.abs));
    difference.forEach((value, i) => {
      expect(Math.abs(value - velocity[i]!) / scale).toBeLessThan(1e-5);
    });
  });

  it('is at least (ε/2)|ḃ|² and the squared speed of the mean', async () => {
    for (const epsilon of [0.1, 0.5, 2]) {
      const { kernel } = await cloud(epsilon);
      for (const seed of ['a', 'b', 'c']) {
        const law = await randomLaw(kernel, seed);
        const sigma = tangent(law, randomNumbers(kernel, `${seed} moves`));
        const g = await metricTensor(kernel, law, sigma);
        const velocity = await coefficientVelocity(kernel, law, sigma);
        const stretch = dot(velocity, await embeddingOf(kernel, { masses: sigma, coefficients: velocity }));
        expect(g).toBeGreaterThan((epsilon / 2) * stretch);
        const speed = [0, 1].map((k) => sigma.reduce((sum, value, i) => sum + value * kernel.sites[2 * i + k]!, 0));
        expect(g).toBeGreaterThan(speed[0]! ** 2 + speed[1]! ** 2);
      }
    }
  });

  it('is the squared speed of a bell that moves as it is', async () => {
    const kernel = line(101, -2, 2, 0.3);
    const law = await bell(kernel, 0.1, 0.25);
    const sigma = tangent(
      law,
      bySites(kernel, (x) => (x - 0.1) / 0.25 ** 2).map((value, i) => 0.7 * value * law.masses[i]!),
    );
    expect(await metricTensor(kernel, law, sigma)).toBeCloseTo(0.49, 8);
  });

  it('is the squared speed of a Dirac that moves to the sites beside it, to fourth order in how near these are', async () => {
    const errors: number[] = [];
    for (const h of [0.1, 0.05, 0.025]) {
      const kernel = line(3, -h, h, 0.5);
      const law = dirac(kernel, 1);
      // Mass flows from left of the site to right of it at the speed 1: a site in the middle of the two that share it.
      const shared = await lawOfMasses(kernel, Float64Array.of(0.5, 0, 0.5));
      const g = await metricTensor(kernel, shared, Float64Array.of(-0.5 / h, 0, 0.5 / h));
      errors.push(g - 1);
      // Appearing beside the Dirac is vertical motion: finite, though nothing was there.
      expect(await metricTensor(kernel, law, Float64Array.of(0.5, -1, 0.5))).toBeLessThan(1);
    }
    expect(orderOf(errors[0]!, errors[1]!)).toBeCloseTo(4, 1);
    expect(orderOf(errors[1]!, errors[2]!)).toBeCloseTo(4, 1);
  });

  it('is finite where mass appears far away, and about exp(r²/ε) times dearer', async () => {
    const kernel = line(7, 0, 3, 0.5);
    const law = dirac(kernel, 0);
    const price = (site: number): Promise<number> => {
      const sigma = new Float64Array(7);
      sigma[0] = -1;
      sigma[site] = 1;
      return metricTensor(kernel, law, sigma);
    };
    // At a Dirac K = 1μᵀ, so g = (ε/2)⟨σ, Hσ⟩ and H = exp((r_x² + r_y² − |x − y|²)/ε).
    for (const site of [1, 2, 4, 6]) {
      const squared = (site / 2) ** 2;
      expect((await price(site)) / (0.25 * Math.expm1((2 * squared) / 0.5))).toBeCloseTo(1, 11);
    }
  });

  it('is the same by conjugate gradients above the size that is solved densely', async () => {
    const kernel = line(160, 0, 1, 0.05);
    const law = await bell(kernel, 0.4, 0.2);
    const sigma = tangent(
      law,
      bySites(kernel, (x) => Math.sin(7 * x)).map((value, i) => value * law.masses[i]!),
    );
    const velocity = await coefficientVelocity(kernel, law, sigma);
    const value = await metricTensor(kernel, law, sigma);
    expect((await embeddingMetricTensor(kernel, law, velocity)) / value).toBeCloseTo(1, 9);
  });

  it('takes a kernel that is only summed in float32', async () => {
    const exact = line(150, 0, 1, 0.2);
    const kernel: SiteKernel = {
      ...exact,
      precision: 2 ** -24,
      apply: async (v) => Float64Array.from(await exact.apply(v), Math.fround),
    };
    const law = await bell(exact, 0.4, 0.2);
    const sigma = tangent(
      law,
      bySites(kernel, (x) => Math.cos(3 * x)).map((value, i) => value * law.masses[i]!),
    );
    const value = await metricTensor(exact, law, sigma);
    expect((await metricTensor(kernel, law, sigma)) / value).toBeCloseTo(1, 4);
    const velocity = await coefficientVelocity(kernel, law, sigma);
    expect((await embeddingMetricTensor(kernel, law, velocity)) / value).toBeCloseTo(1, 4);
  });

  it('refuses velocities that are none', async () => {
    const { kernel, first } = await cloud(0.4);
    const sum = new Float64Array(12).fill(0.25);
    await expect(metricTensor(kernel, first, sum)).rejects.toThrow(
      'sigma: must sum to 0, since the mass of a law is 1; got the sum 3',
    );
    const taking = new Float64Array(12);
    taking[3] = -1;
    taking[4] = 1;
    await expect(metricTensor(kernel, first, taking)).rejects.toThrow(
      'sigma[3]: must be >= 0 where the law has no mass, got -1',
    );
    await expect(metricTensor(kernel, first, new Float64Array(12), new Float64Array(3))).rejects.toThrow(
      'nu: must have 12 entries, one a site, got 3',
    );
    await expect(metricTensor(kernel, first, new Float64Array(12).fill(Number.NaN))).rejects.toThrow(
      'sigma[0]: must be finite, got NaN',
    );
    await expect(embeddingMetricTensor(kernel, first, first.coefficients)).rejects.toThrow(
      'first: must be tangent to the unit sphere',
    );
  });

  it('between two sites is (ε/2)(1 − κ²)/κ, to 1 % or with an error', async () => {
    let refused = 0;
    for (let digits = 0.1; digits < 20; digits += 0.7) {
      const kernel = line(2, 0, Math.sqrt(digits * Math.LN10), 1);
      const law = await lawOfMasses(kernel, Float64Array.of(1, 1));
      const kappa = 10 ** -digits;
      try {
        const value = await metricTensor(kernel, law, Float64Array.of(1, -1));
        expect(Math.abs((value * kappa) / (0.5 * (1 - kappa ** 2)) - 1)).toBeLessThan(0.01);
      } catch (error) {
        if (!(error instanceof RunError)) throw error;
        refused++;
        expect(kappa).toBeLessThan(1e-12);
      }
    }
    expect(refused).toBeGreaterThan(5);
  });

  it('says when parts of a law are too far apart for float64', async () => {
    const kernel = siteKernel({ sites: Float64Array.of(0, 1, 7, 8), dimension: 1, epsilon: 1 });
    const law = await lawOfMasses(kernel, Float64Array.of(1, 1, 1, 1));
    const sigma = Float64Array.of(0.5, 0.5, -0.5, -0.5);
    await expect(metricTensor(kernel, law, sigma)).rejects.toThrow(
      'the metric tensor: parts of the law lie so far apart that I − K is singular to float64 at epsilon 1',
    );
  });
});
