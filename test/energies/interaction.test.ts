import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interactionEnergy, jkoStep, type KernelInput } from '../../src/energies/index.ts';
import { InputError } from '../../src/errors.ts';
import { cloud, dot, largestGap } from './clouds.ts';
import { differences, hessianDifference } from './differences.ts';

const norm = Math.hypot;
/** |z|^p/p, log|z| for p = 0. */
const power = (r: number, p: number): number => (p === 0 ? Math.log(r) : r ** p / p);

/** Kernels and what they are, written down independently. */
const kernels: [KernelInput, (r: number) => number][] = [
  [{ type: 'attractive-repulsive' }, (r) => r ** 2 / 2 - r],
  [{ type: 'attractive-repulsive', repulsion: 0 }, (r) => r ** 2 / 2 - Math.log(r)],
  [{ type: 'attractive-repulsive', attraction: 4, repulsion: 2 }, (r) => r ** 4 / 4 - r ** 2 / 2],
  [{ type: 'attractive-repulsive', attraction: 3.3, repulsion: 1.7 }, (r) => power(r, 3.3) - power(r, 1.7)],
  [{ type: 'attractive-repulsive', attraction: 0, repulsion: -0.7 }, (r) => Math.log(r) + r ** -0.7 / 0.7],
  [
    { type: 'attractive-repulsive', repulsion: -5, softening: 0.4 },
    (r) => norm(r, 0.4) ** 2 / 2 + norm(r, 0.4) ** -5 / 5,
  ],
  [{ type: 'power' }, (r) => r ** 2 / 2],
  [{ type: 'power', exponent: 1, strength: 3 }, (r) => 3 * r],
  [{ type: 'power', exponent: 0, strength: -2 }, (r) => -2 * Math.log(r)],
  [{ type: 'power', exponent: -1, strength: 2, softening: 0.3 }, (r) => -2 / norm(r, 0.3)],
  [{ type: 'keller-segel', chi: 5, softening: 0.2 }, (r) => (5 / (2 * Math.PI)) * Math.log(norm(r, 0.2))],
  [
    { type: 'morse', attraction: 0.7, attractionLength: 2, repulsion: 1.5, repulsionLength: 0.6 },
    (r) => -0.7 * Math.exp(-r / 2) + 1.5 * Math.exp(-r / 0.6),
  ],
  [
    { type: 'gaussian', attraction: 0.7, attractionLength: 2, repulsion: 1.5, repulsionLength: 0.6 },
    (r) => -0.7 * Math.exp(-(r ** 2) / 8) + 1.5 * Math.exp(-(r ** 2) / 0.72),
  ],
];

const named = kernels.map(([kernel, w]) => [JSON.stringify(kernel), kernel, w] as const);

/** (1/2N²) Σᵢⱼ W(|xᵢ − xⱼ|), with Kahan's compensation of the rounding. */
function doubleSum(x: Float64Array, d: number, w: (r: number) => number): number {
  const n = x.length / d;
  const row = (i: number): Float64Array => x.subarray(i * d, (i + 1) * d);
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const r = norm(...row(i).map((value, k) => value - row(j)[k]!));
      const part = (i === j && !Number.isFinite(w(0)) ? 0 : w(r)) - lost;
      const next = sum + part;
      lost = next - sum - part;
      sum = next;
    }
  }
  return sum / (2 * n * n);
}

describe.each(named)('the interaction energy of %s', (_name, kernel, w) => {
  it('is the double sum, the self terms included where they are finite', async () => {
    for (const [n, d] of [
      [1, 1],
      [2, 2],
      [9, 3],
      // More than one block of pairs.
      [300, 2],
    ] as const) {
      const x = cloud(n, d);
      const value = doubleSum(x, d, w);
      if (kernel.type === 'attractive-repulsive' && (kernel.repulsion ?? 1) <= -d && !kernel.softening) continue;
      const model = await interactionEnergy({ kernel, dimension: d }).at(x);
      expect(Math.abs(model.value - value)).toBeLessThan(1e-12 * (1 + Math.abs(value)));
    }
  });

  it('has the derivatives of its value, up to the third (property: d = 1 … 4)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 7 }),
        fc.string({ minLength: 1, maxLength: 4 }),
        async (dimension, count, seed) => {
          const energy = interactionEnergy({ kernel, dimension });
          const x = wellSpaced(count, dimension, seed);
          const [p, q] = [cloud(count, dimension, `${seed}+`), cloud(count, dimension, `${seed}-`)];
          const model = await energy.at(x);
          const exact = await differences(energy, x, p, 1e-5);
          const scale = 1 + model.forceScale;
          expect(largestGap(model.gradient, exact.gradient)).toBeLessThan(1e-6 * scale * count);
          const product = await model.hessianVector(p);
          expect(largestGap(product, exact.product)).toBeLessThan(1e-6 * (scale + norm(...product)));
          const change = await model.hessianChange!(p, q);
          expect(largestGap(change, await hessianDifference(energy, x, p, q, 1e-5))).toBeLessThan(
            1e-5 * (scale + norm(...change)),
          );
        },
      ),
      { numRuns: 10, seed: 5 },
    );
  });

  it('is in the plane what it is in three dimensions, also over several tiles of pairs, with two particles in one place', async () => {
    const n = 1100;
    const x = cloud(n, 2);
    x.copyWithin(2 * 700, 0, 2);
    const [p, q] = [cloud(n, 2, 'p'), cloud(n, 2, 'q')];
    const lifted = (points: Float64Array): Float64Array =>
      Float64Array.from({ length: 3 * n }, (_, i) => (i % 3 === 2 ? 0 : points[2 * Math.floor(i / 3) + (i % 3)]!));
    if (kernel.type === 'attractive-repulsive' && (kernel.repulsion ?? 1) <= -2 && !kernel.softening) return;
    const plane = await interactionEnergy({ kernel, dimension: 2 }).at(x);
    const space = await interactionEnergy({ kernel, dimension: 3 }).at(lifted(x));
    const agrees = (a: Float64Array, b: Float64Array) =>
      expect(largestGap(lifted(a), b)).toBeLessThan(1e-12 * (1 + norm(...b)));
    expect(Math.abs(plane.value - space.value)).toBeLessThan(1e-13 * (1 + Math.abs(plane.value)));
    expect(space.noise).toBeCloseTo(plane.noise, 14);
    expect(Math.abs(space.forceScale * Math.sqrt(1.5) - plane.forceScale)).toBeLessThan(1e-12 * plane.forceScale);
    agrees(plane.gradient, space.gradient);
    agrees(await plane.hessianVector(p), await space.hessianVector(lifted(p)));
    agrees(await plane.hessianChange!(p, q), await space.hessianChange!(lifted(p), lifted(q)));
  });

  it('does not feel a translation, its forces sum to zero, its Hessian is symmetric', async () => {
    const [x, p, q] = [cloud(40, 2), cloud(40, 2, 'p'), cloud(40, 2, 'q')];
    const energy = interactionEnergy({ kernel, dimension: 2 });
    const model = await energy.at(x);
    const shifted = await energy.at(x.map((value) => value + 0.5));
    expect(Math.abs(shifted.value - model.value)).toBeLessThan(1e-12);
    for (const axis of [0, 1]) {
      const force = model.gradient.filter((_, i) => i % 2 === axis).reduce((sum, value) => sum + value, 0);
      expect(Math.abs(force)).toBeLessThan(1e-11);
    }
    expect(norm(...(await model.hessianVector(new Float64Array(80).fill(1))))).toBeLessThan(1e-10);
    const [hp, hq] = [await model.hessianVector(p), await model.hessianVector(q)];
    expect(Math.abs(dot(q, hp) - dot(p, hq))).toBeLessThan(1e-12 * norm(...hp) * norm(...q));
    const [pq, qp] = [await model.hessianChange!(p, q), await model.hessianChange!(q, p)];
    expect(largestGap(pq, qp)).toBeLessThanOrEqual(1e-12 * norm(...pq));
  });

  it('keeps particles together that are in one place, and is finite', async () => {
    const together = Float64Array.of(0.3, -1, 0.3, -1, 1.2, 0.4, 0.3, -1);
    const model = await interactionEnergy({ kernel, dimension: 2 }).at(together);
    expect(Number.isFinite(model.value)).toBe(true);
    const same = [...model.gradient, ...(await model.hessianVector(together))];
    expect(same.every(Number.isFinite)).toBe(true);
    for (const [a, b] of [
      [0, 2],
      [1, 3],
      [0, 6],
      [8, 10],
      [9, 15],
    ] as const) {
      expect(same[a]).toBeCloseTo(same[b]!, 14);
    }
    const alone = await interactionEnergy({ kernel, dimension: 2 }).at(new Float64Array(10).fill(2));
    expect(largestGap(alone.gradient, new Float64Array(10))).toBe(0);
  });
});

/** A cloud in which no pair is so near that differences of a singular kernel are rough. */
function wellSpaced(count: number, dimension: number, seed: string): Float64Array {
  const x = cloud(count, dimension, seed).map((value) => 0.1 * Math.tanh(value));
  for (let i = 0; i < count; i++) x[i * dimension]! += 0.6 * i;
  return x;
}

describe('attraction and repulsion', () => {
  it('of two particles balance at the distance 1, whatever the exponents', async () => {
    for (const [attraction, repulsion] of [
      [2, 1],
      [2, 0],
      [4, -0.5],
      [0.5, -1.5],
    ] as const) {
      const kernel = { type: 'attractive-repulsive', attraction, repulsion } as const;
      const energy = interactionEnergy({ kernel, dimension: 2 });
      const at = (distance: number) => energy.at(Float64Array.of(0, 0, 0.6 * distance, 0.8 * distance));
      const balanced = await at(1);
      expect(norm(...balanced.gradient)).toBeLessThan(1e-14);
      expect(balanced.forceScale).toBeGreaterThan(0.1);
      // Two of the four pairs of the double sum: F = W(r)/4.
      expect((await at(1.7)).value).toBeCloseTo((power(1.7, attraction) - power(1.7, repulsion)) / 4, 14);
      expect((await at(1.7)).gradient[2]).toBeGreaterThan(0);
      expect((await at(0.7)).gradient[2]).toBeLessThan(0);
      const step = await jkoStep(Float64Array.of(-1, 0, 1, 0), energy, { stepSize: 1e6, tolerance: 1e-9 });
      expect(Math.abs(step.points[2]! - step.points[0]!)).toBeCloseTo(1, 5);
      expect(step.points[0]! + step.points[2]!).toBeCloseTo(0, 9);
    }
  });

  it('|z|²/2 − |z| on the line spaces n particles evenly on (−1, 1): x_i = (2i + 1 − n)/n', async () => {
    for (const n of [2, 7, 500]) {
      const energy = interactionEnergy({ kernel: { type: 'attractive-repulsive' }, dimension: 1 });
      const model = await energy.at(Float64Array.from({ length: n }, (_, i) => (2 * i + 1 - n) / n));
      expect(largestGap(model.gradient, new Float64Array(n))).toBeLessThan(1e-13);
    }
  });

  it('a quadratic attraction is a spring to the mean, also of particles in one place', async () => {
    const toMean = (x: Float64Array): Float64Array => {
      const mean = [0, 1, 2].map((k) => x.filter((_, i) => i % 3 === k).reduce((sum, value) => sum + value / 50, 0));
      return x.map((value, i) => 2 * (value - mean[i % 3]!));
    };
    const energy = interactionEnergy({ kernel: { type: 'power', strength: 2 }, dimension: 3 });
    const [x, p] = [cloud(50, 3), cloud(50, 3, 'p')];
    expect(largestGap((await energy.at(x)).gradient, toMean(x))).toBeLessThan(1e-13);
    for (const at of [x, new Float64Array(150).fill(0.3)]) {
      expect(largestGap(await (await energy.at(at)).hessianVector(p), toMean(p))).toBeLessThan(1e-13);
    }
  });

  it('a quadratic attraction is as exact far from the origin', async () => {
    const energy = interactionEnergy({ kernel: { type: 'power', softening: 0.5 }, dimension: 2 });
    const x = cloud(200, 2).map((value) => Math.round(value * 2 ** 20) / 2 ** 20);
    const [near, far] = [await energy.at(x), await energy.at(x.map((value) => value + 2 ** 30))];
    expect(Math.abs(far.value - near.value)).toBeLessThan(1e-14);
    expect(largestGap(far.gradient, near.gradient)).toBeLessThan(1e-14);
  });
});

describe('a logarithm', () => {
  it.each([1e-150, 1e-80, 1, 1e80, 1e150])(
    'is exact to rounding at the scale %s, where products of |z|² over- or underflow',
    async (scale) => {
      const energy = interactionEnergy({ kernel: { type: 'power', exponent: 0, strength: -1 }, dimension: 2 });
      const x = cloud(300, 2).map((value) => scale * value);
      const { value, noise } = await energy.at(x);
      const exact = doubleSum(x, 2, (r) => -Math.log(r));
      expect(noise).toBeLessThan(1e-14 * (1 + Math.abs(exact)));
      expect(Math.abs(value - exact)).toBeLessThan(noise);
    },
  );

  it('of particles that are all at the distance 1 knows its rounding', async () => {
    const energy = interactionEnergy({ kernel: { type: 'power', exponent: 0, strength: -1 }, dimension: 2 });
    const model = await energy.at(Float64Array.of(0, 0, 0.6, 0.8));
    expect(Math.abs(model.value)).toBeLessThan(model.noise);
  });
});

describe('the Keller-Segel kernel', () => {
  it('balances the diffusion of a unit mass at χ = 8π: (1/N) Σ x·G = χ/4π (1 − 1/N), and diffusion has −2', async () => {
    for (const chi of [1, 8 * Math.PI]) {
      const x = cloud(60, 2);
      const kernel = { type: 'keller-segel', chi, softening: 1e-7 } as const;
      const { gradient } = await interactionEnergy({ kernel, dimension: 2 }).at(x);
      expect(dot(x, gradient) / 60).toBeCloseTo((chi / (4 * Math.PI)) * (1 - 1 / 60), 10);
    }
  });
});

describe('an interaction that makes no sense', () => {
  it.each([
    [{ type: 'coulomb' }, 2, /^kernel\.type: must be "attractive-repulsive" or .*, got "coulomb"$/],
    [
      { type: 'attractive-repulsive', attraction: 1, repulsion: 1 },
      2,
      /^kernel\.repulsion: must be less than .* 1, got 1$/,
    ],
    [
      { type: 'attractive-repulsive', repulsion: -2 },
      2,
      /^kernel\.repulsion: must be more than -2 in dimension 2, .*, got -2$/,
    ],
    [{ type: 'attractive-repulsive', attraction: Number.NaN }, 2, /^kernel\.attraction: must be a number, got NaN$/],
    [{ type: 'power', exponent: 0 }, 2, /^kernel\.softening: must be > 0 .*no lower bound, got 0$/],
    [
      { type: 'power', exponent: -1, strength: -1 },
      1,
      /^kernel\.exponent: must be more than -1 in dimension 1, .*, got -1$/,
    ],
    [{ type: 'keller-segel', softening: 0 }, 2, /^kernel\.softening: must be more than 0, got 0$/],
    [{ type: 'morse', length: 1 }, 2, /^kernel: has no field "length"/],
    [{ type: 'power' }, 0, /^dimension: must be an integer > 0, got 0$/],
  ])('%j in dimension %d is refused in one line', (kernel, dimension, message) => {
    const build = () => interactionEnergy({ kernel: kernel as KernelInput, dimension });
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });
});
