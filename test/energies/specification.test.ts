import { beforeAll, describe, expect, it } from 'vitest';
import {
  blobEnergy,
  blobEntropy,
  energySpecification,
  interactionEnergy,
  jkoStep,
  klEnergy,
  needsTarget,
  potentialEnergy,
  samplesTarget,
  termsOf,
} from '../../src/energies/index.ts';
import { InputError } from '../../src/errors.ts';
import { parse } from '../../src/schema.ts';
import { gaussian } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';
import { cloud, largestGap } from './clouds.ts';

beforeAll(() => testBackend());

const read = (energy: unknown) => parse(energySpecification, energy, 'energy');
const x = cloud(30, 2);
const context = { dimension: 2, bandwidth: 0.4 };

describe('an energy as data', () => {
  it('fills in what is not said', () => {
    expect(read('kl')).toBe('kl');
    expect(read([{ type: 'entropy' }, { type: 'interaction', kernel: { type: 'attractive-repulsive' } }])).toEqual([
      { type: 'entropy', scale: 1 },
      {
        type: 'interaction',
        scale: 1,
        kernel: { type: 'attractive-repulsive', attraction: 2, repulsion: 1, softening: 0 },
      },
    ]);
  });

  it("'kl' is potential + entropy, and only a potential needs a target", async () => {
    const target = gaussian({ dimension: 2 });
    expect(termsOf('kl')).toEqual(read([{ type: 'potential' }, { type: 'entropy' }]));
    const [a, b] = [await blobEnergy('kl', { ...context, target }).at(x), await klEnergy(target, 0.4).at(x)];
    expect([a.value, a.gradient]).toEqual([b.value, b.gradient]);
    expect(needsTarget('kl')).toBe(true);
    expect(needsTarget(read([{ type: 'entropy' }]))).toBe(false);
    expect(() => blobEnergy('kl', context)).toThrow(InputError);
    expect(() => blobEnergy('kl', context)).toThrow('energy: must have a target where it has a potential, got none');
  });

  it('has the target as its minimiser only where it is KL', () => {
    const potential = { type: 'potential' };
    const entropy = { type: 'entropy' };
    const interaction = { type: 'interaction', kernel: { type: 'power' } };
    expect(samplesTarget('kl')).toBe(true);
    expect(samplesTarget(read([potential, entropy]))).toBe(true);
    expect(samplesTarget(read([potential, { ...entropy, scale: 0.5 }, { ...entropy, scale: 0.5 }]))).toBe(true);
    expect(samplesTarget(read([potential]))).toBe(false);
    expect(samplesTarget(read([potential, { ...entropy, scale: 0.2 }]))).toBe(false);
    expect(samplesTarget(read([potential, entropy, interaction]))).toBe(false);
    expect(samplesTarget(read([entropy]))).toBe(false);
  });

  it('is the sum of its terms times their scales', async () => {
    const target = gaussian({ dimension: 2 });
    const kernel = { type: 'keller-segel', chi: 3 } as const;
    const specification = read([
      { type: 'potential', scale: 0.5 },
      { type: 'entropy', scale: 0.25 },
      { type: 'interaction', scale: 2, kernel },
    ]);
    const model = await blobEnergy(specification, { ...context, target }).at(x);
    const parts = [
      [0.5, await potentialEnergy(target).at(x)],
      [0.25, await blobEntropy(context).at(x)],
      [2, await interactionEnergy({ kernel, dimension: 2 }).at(x)],
    ] as const;
    const sum = (of: (part: (typeof parts)[number][1]) => number): number =>
      parts.reduce((total, [scale, part]) => total + scale * of(part), 0);
    expect(model.value).toBeCloseTo(
      sum((part) => part.value),
      12,
    );
    expect(model.forceScale).toBeCloseTo(
      sum((part) => part.forceScale),
      12,
    );
    const expected = x.map((_, i) => sum((part) => part.gradient[i]!));
    expect(largestGap(model.gradient, expected)).toBeLessThan(1e-12);
    const p = cloud(30, 2, 'p');
    const products = await Promise.all(
      parts.map(async ([scale, part]) => (await part.hessianVector(p)).map((v) => scale * v)),
    );
    const image = x.map((_, i) => products.reduce((total, each) => total + each[i]!, 0));
    expect(largestGap(await model.hessianVector(p), image)).toBeLessThan(1e-11);
  });

  it('of one term needs no target: the JKO step of the heat flow spreads the cloud and lowers its entropy', async () => {
    const step = await jkoStep(x, blobEnergy(read([{ type: 'entropy' }]), context), { stepSize: 0.1, reach: 0.4 });
    expect(step.status).toBe('converged');
    expect(step.energyAfter).toBeLessThan(step.energyBefore);
    expect(Math.hypot(...step.points)).toBeGreaterThan(Math.hypot(...x));
  });

  it.each([
    ['entropy', /^energy: must be "kl", or must be a list, got "entropy"$/],
    [[], /^energy: must be a list of length at least 1, got \[\]$/],
    [[{ type: 'heat' }], /^energy\[0\]\.type: must be "potential" or "entropy" or "interaction", got "heat"$/],
    [[{ type: 'entropy' }, { type: 'interaction' }], /^energy\[1\]\.kernel: must be an object, got nothing$/],
    [[{ type: 'entropy', scale: 0 }], /^energy\[0\]\.scale: must be more than 0, got 0$/],
    [
      [{ type: 'interaction', kernel: { type: 'attractive-repulsive', repulsion: 3 } }],
      /^energy\[0\]\.kernel\.repulsion: must be less than the exponent of the attraction, 2, got 3$/,
    ],
  ])('refuses %j in one line that names the field', (energy, message) => {
    expect(() => read(energy)).toThrow(InputError);
    expect(() => read(energy)).toThrow(message);
  });
});
