import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type InputError, RunError } from '../../src/errors.ts';
import {
  embeddingDistance,
  embeddingOf,
  innerProduct,
  lawOfCoefficients,
  lawOfMasses,
  type SiteKernel,
  type SiteLaw,
  siteKernel,
} from '../../src/sites/index.ts';
import { sinkhorn } from '../../src/transport/index.ts';
import { testBackend } from '../backend.ts';
import { distance, nodesOf, uniformAxis } from './plain.ts';

beforeAll(() => testBackend());

const total = (masses: Float64Array): number => masses.reduce((sum, mass) => sum + mass, 0);

/** Σ|a ⊙ Ga − μ|. */
async function residual(kernel: SiteKernel, { masses, coefficients }: SiteLaw): Promise<number> {
  const image = await kernel.apply(coefficients);
  return distance(
    masses,
    coefficients.map((a, i) => a * image[i]!),
  );
}

const mass = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 1000 }),
  fc.integer({ min: -300, max: 300 }).map((power) => 10 ** power),
);
/** Integers are drawn uniformly; doubles are mostly tiny. */
const coordinate = fc.integer({ min: -1000, max: 1000 }).map((x) => x / 1000);
const problem = fc.integer({ min: 1, max: 3 }).chain((dimension) =>
  fc.record({
    dimension: fc.constant(dimension),
    // At most 1e9 times the squared distance of two neighbouring places: beyond that float64 cannot tell sites apart.
    epsilon: fc.integer({ min: -80, max: 29 }).map((power) => 10 ** (power / 10)),
    rows: fc.array(
      fc.record({
        site: fc.array(coordinate, { minLength: dimension, maxLength: dimension }),
        mass,
      }),
      { minLength: 1, maxLength: 25 },
    ),
  }),
);

describe('the law of masses', () => {
  it('has coefficients with a ⊙ Ga = μ for any sites, masses and ε', async () => {
    await fc.assert(
      fc.asyncProperty(problem, async ({ dimension, epsilon, rows }) => {
        const masses = Float64Array.from(rows, (row) => row.mass);
        fc.pre(masses.some((value) => value > 0));
        const kernel = siteKernel({ sites: Float64Array.from(rows.flatMap((row) => row.site)), dimension, epsilon });
        const law = await lawOfMasses(kernel, masses);
        expect(await residual(kernel, law)).toBeLessThan(1e-13);
        expect(Math.abs(total(law.masses) - 1)).toBeLessThan(1e-15 * (rows.length + 1));
        law.masses.forEach((value, i) => {
          expect(law.coefficients[i]! > 0).toBe(value > 0);
          expect(law.coefficients[i]!).toBeLessThanOrEqual(Math.sqrt(value) * (1 + 1e-12));
        });
      }),
      { numRuns: 400 },
    );
  });

  it('takes about twenty products with the kernel, whatever ε is', async () => {
    const sites = nodesOf([uniformAxis(-1, 1, 24), uniformAxis(-1, 1, 24)]);
    for (const epsilon of [1e-4, 0.01, 0.1, 1, 100]) {
      const kernel = siteKernel({ sites, dimension: 2, epsilon });
      let products = 0;
      const apply = (v: Float64Array) => {
        products++;
        return kernel.apply(v);
      };
      const counted = { ...kernel, apply };
      const masses = Float64Array.from({ length: 576 }, (_, i) => Math.exp(-((sites[2 * i]! - 0.3) ** 2) / 0.02));
      expect(await residual(kernel, await lawOfMasses(counted, masses))).toBeLessThan(1e-13);
      expect(products).toBeLessThan(30);
    }
  });

  it('is a Dirac where one site has all mass', async () => {
    const kernel = siteKernel({ sites: Float64Array.of(0, 1, 3), dimension: 1, epsilon: 0.5 });
    expect(await lawOfMasses(kernel, Float64Array.of(0, 7, 0))).toEqual({
      masses: Float64Array.of(0, 1, 0),
      coefficients: Float64Array.of(0, 1, 0),
    });
  });

  it('has the closed form of two sites', async () => {
    const kernel = siteKernel({ sites: Float64Array.of(0, 1), dimension: 1, epsilon: 0.5 });
    const angle = Math.acos(Math.exp(-2));
    // b = cos φ, cos(θ − φ) at the sites, and a = sin(θ − φ)/sin θ, sin φ/sin θ.
    for (const phi of [0.1, 0.5 * angle, 1.2]) {
      const second = (Math.sin(phi) * Math.cos(angle - phi)) / Math.sin(angle);
      const { coefficients } = await lawOfMasses(kernel, Float64Array.of(1 - second, second));
      expect(coefficients[0]).toBeCloseTo(Math.sin(angle - phi) / Math.sin(angle), 12);
      expect(coefficients[1]).toBeCloseTo(Math.sin(phi) / Math.sin(angle), 12);
    }
  });

  it('stands for the self-potential of entropic transport, f = −ε log b', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(coordinate, coordinate), {
          minLength: 2,
          maxLength: 15,
        }),
        fc.constantFrom(0.1, 0.5, 3),
        async (points, epsilon) => {
          const sites = Float64Array.from(points.flat());
          const weights = Float64Array.from(points, (_, i) => 1 + (i % 3));
          const kernel = siteKernel({ sites, dimension: 2, epsilon });
          const law = await lawOfMasses(kernel, weights);
          const cloud = { values: sites, dimension: 2 };
          const { f, g, converged } = await sinkhorn(cloud, cloud, {
            epsilon,
            cost: 'squared',
            tolerance: 1e-10,
            a: law.masses,
            b: law.masses,
          });
          // Alternating projections may stall, and say so: seen once, at a marginal error of 6e-5.
          fc.pre(converged);
          const b = await embeddingOf(kernel, law);
          // The constant that f and g may exchange.
          const self = f.map((value, i) => 0.5 * (value + g[i]!));
          for (const [i, value] of b.entries()) expect(-epsilon * Math.log(value)).toBeCloseTo(self[i]!, 6);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('comes back from its coefficients, times any number', async () => {
    const kernel = siteKernel({ sites: nodesOf([uniformAxis(0, 1, 9)]), dimension: 1, epsilon: 0.02 });
    const law = await lawOfMasses(kernel, Float64Array.of(1, 0, 2, 3, 0, 0, 4, 0, 5));
    for (const factor of [1e-200, 1, 1e200]) {
      const again = await lawOfCoefficients(
        kernel,
        law.coefficients.map((a) => factor * a),
      );
      expect(distance(again.masses, law.masses)).toBeLessThan(1e-14);
      expect(distance(again.coefficients, law.coefficients)).toBeLessThan(1e-13);
      expect(Math.abs(total(again.masses) - 1)).toBeLessThan(1e-14);
    }
  });

  it('says what it cannot be made of', async () => {
    const kernel = siteKernel({ sites: Float64Array.of(0, 1), dimension: 1, epsilon: 1 });
    const message = (work: Promise<unknown>) =>
      work.then(String, (error: InputError) => `${error.name} ${error.message}`);
    expect(await message(lawOfMasses(kernel, Float64Array.of(1, -2)))).toBe(
      'InputError masses[1]: must be a finite number >= 0, got -2',
    );
    expect(await message(lawOfMasses(kernel, Float64Array.of(Number.NaN, 1)))).toMatch(/^InputError masses\[0\].*NaN$/);
    expect(await message(lawOfMasses(kernel, Float64Array.of(0, 0)))).toBe('InputError masses: must not all be 0');
    expect(await message(lawOfMasses(kernel, Float64Array.of(1)))).toMatch(/^InputError masses: .* 2 sites, got 1$/);
    expect(await message(lawOfCoefficients(kernel, Float64Array.of(0, 0)))).toMatch(/^InputError coefficients/);
  });

  it('stops where a kernel does not let it converge', async () => {
    const kernel = siteKernel({ sites: Float64Array.of(0, 1), dimension: 1, epsilon: 1 });
    let call = 0;
    const noisy = { ...kernel, apply: (v: Float64Array) => v.map((value) => value * (1 + (call++ % 3))) };
    await expect(lawOfMasses(noisy, Float64Array.of(1, 1))).rejects.toThrow(RunError);
  });
});

describe('the embedding', () => {
  const kernel = siteKernel({ sites: nodesOf([uniformAxis(-1, 1, 41)]), dimension: 1, epsilon: 1 });
  const bump = (centre: number, width: number) =>
    lawOfMasses(
      kernel,
      Float64Array.from(uniformAxis(-1, 1, 41), (x) => Math.exp(-((x - centre) ** 2) / (2 * width ** 2))),
    );

  it('is a unit vector', async () => {
    const law = await bump(-0.6, 0.1);
    expect(await innerProduct(kernel, law, law)).toBeCloseTo(1, 13);
    expect(await embeddingDistance(kernel, law, law)).toBe(0);
  });

  it('has the distance of the record `nonexpansive` at time 0', async () => {
    expect(await embeddingDistance(kernel, await bump(-0.6, 0.1), await bump(0.2, 0.2))).toBeCloseTo(0.9376768, 6);
  });

  it('tells laws apart that are next to each other', async () => {
    const [x, y] = [await bump(0, 0.2), await bump(1e-9, 0.2)];
    const near = await embeddingDistance(kernel, x, y);
    const far = await embeddingDistance(kernel, x, await bump(1e-4, 0.2));
    expect(near / far).toBeCloseTo(1e-5, 8);
  });
});
