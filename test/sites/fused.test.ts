import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { keyOf, normals, uniforms } from '../../src/random/index.ts';
import { fusedKernel, lawOfMasses, type SiteKernel, siteKernel } from '../../src/sites/index.ts';
import { testBackend } from '../backend.ts';
import { distance, plainApply, plainLogApply, worst } from './plain.ts';

beforeAll(() => testBackend());

const COUNT = 2200;
const draw = (stream: number) => ({ key: keyOf('fused sites'), step: 0, stream });
const cloud = (dimension: number, epsilon: number, offset = 0) => ({
  sites: uniforms(COUNT, dimension, draw(0)).map((x) => Math.fround(2 * x - 1 + offset)),
  dimension,
  epsilon,
});
const positive = Float64Array.from(uniforms(COUNT, 1, draw(1)));
const signed = Float64Array.from(normals(COUNT, 1, draw(2)));
const few = positive.map((value, i) => (i % 50 === 0 ? value - 0.5 : 0));

describe('the kernel of a large cloud', () => {
  it('is what more than 2,000 sites get, and a line that is too long for a matrix', () => {
    expect(siteKernel(cloud(2, 1)).kind).toBe('fused');
    expect(siteKernel({ ...cloud(2, 1), sites: cloud(2, 1).sites.slice(0, 4000) }).kind).toBe('dense');
    const line = Float64Array.from({ length: 2500 }, (_, i) => i / 2500);
    expect(siteKernel({ sites: line, dimension: 1, epsilon: 1 }).kind).toBe('fused');
  });

  it.each([
    { dimension: 1, epsilon: 0.01, offset: 0 },
    { dimension: 2, epsilon: 1, offset: 0 },
    { dimension: 2, epsilon: 0.05, offset: 1000 },
    { dimension: 3, epsilon: 0.3, offset: -70 },
  ])('applies within its precision: %o', async ({ dimension, epsilon, offset }) => {
    const sites = cloud(dimension, epsilon, offset);
    const kernel = fusedKernel(sites);
    expect(kernel.precision).toBeLessThan(2e-6);
    const exact = plainApply(sites, positive);
    expect(worst(await kernel.apply(positive), exact, (i) => exact[i]!)).toBeLessThan(kernel.precision);
    const sizes = plainApply(sites, signed.map(Math.abs));
    expect(worst(await kernel.apply(signed), plainApply(sites, signed), (i) => sizes[i]!)).toBeLessThan(
      kernel.precision,
    );
  });

  it('applies to few numbers in float64', async () => {
    const sites = cloud(2, 0.05);
    const kernel = fusedKernel(sites);
    const sizes = plainApply(sites, few.map(Math.abs));
    expect(worst(await kernel.apply(few), plainApply(sites, few), (i) => sizes[i]!)).toBeLessThan(1e-13);
    const h = few.map((value) => (value === 0 ? Number.NEGATIVE_INFINITY : 2000 * value));
    expect(worst(await kernel.logApply(h), plainLogApply(sites, h), () => 1)).toBeLessThan(1e-10);
  });

  it('does not underflow where float32 does', async () => {
    // No mass on the right: e^{−800} and less of it comes to there.
    const sites = cloud(2, 5e-5);
    const kernel = fusedKernel(sites);
    const left = positive.map((value, i) => (sites.sites[2 * i]! < 0.8 ? value : 0));
    const exact = plainLogApply(sites, left.map(Math.log));
    const error = (log: Float64Array) => worst(log, exact, (i) => 5e-7 * Math.max(1, Math.abs(exact[i]!)));
    expect(Math.min(...exact)).toBeLessThan(-700);
    expect(error(await kernel.logApply(left.map(Math.log)))).toBeLessThan(1);
    const linear = await kernel.apply(left.map((value, i) => (i % 2 === 0 ? value : -value)));
    expect(linear.some((value) => value !== 0 && Math.abs(value) < 1e-200)).toBe(true);
    const image = await kernel.apply(left);
    const representable = image.filter((_, i) => exact[i]! > -650);
    const logs = exact.filter((value) => value > -650);
    expect(worst(representable.map(Math.log), logs, (i) => 5e-7 * Math.max(1, Math.abs(logs[i]!)))).toBeLessThan(1);
  });

  it('gives the law of masses to its precision, and of few masses to float64', async () => {
    const kernel = fusedKernel(cloud(2, 0.05));
    const residual = async (masses: Float64Array, exactly: SiteKernel) => {
      const law = await lawOfMasses(kernel, masses);
      const image = await exactly.apply(law.coefficients);
      expect(Math.abs(law.masses.reduce((sum, mass) => sum + mass, 0) - 1)).toBeLessThan(1e-13);
      return distance(
        law.masses,
        law.coefficients.map((a, i) => a * image[i]!),
      );
    };
    const plain = { ...kernel, apply: (v: Float64Array) => plainApply(cloud(2, 0.05), v) };
    expect(await residual(positive, plain)).toBeLessThan(1e-6);
    expect(await residual(few.map(Math.abs), plain)).toBeLessThan(1e-13);
  });

  it('refuses an ε at which float32 numbers overflow', () => {
    expect(() => siteKernel(cloud(2, 1e-60))).toThrow(
      new InputError('epsilon: must be larger for sites that are so far apart, got 1e-60'),
    );
  });

  it('leaves no tensors, and gives the same bits again', async () => {
    const kernel = fusedKernel(cloud(2, 0.05));
    const before = memory().numTensors;
    const [first, second] = [await kernel.apply(signed), await kernel.apply(signed)];
    expect(first).toEqual(second);
    await kernel.logApply(positive.map(Math.log));
    expect(memory().numTensors).toBe(before);
  });
});
