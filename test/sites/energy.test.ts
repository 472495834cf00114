import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energySpecification, interactionEnergy } from '../../src/energies/index.ts';
import { InputError } from '../../src/errors.ts';
import { parse } from '../../src/schema.ts';
import { energyOf, firstVariation, siteEnergy, siteVolumes } from '../../src/sites/index.ts';
import { nodesOf, uniformAxis } from './plain.ts';

const read = (energy: unknown) => parse(energySpecification, energy, 'energy');

const interaction = (kernel: object, scale = 1) => ({ type: 'interaction', kernel, scale });

const every = [
  { type: 'potential', scale: 2 },
  { type: 'entropy', scale: 0.25 },
  { type: 'entropy', scale: 0.5 },
  { type: 'potential', scale: 0.5 },
  interaction({ type: 'gaussian' }, 0.7),
  interaction({ type: 'power', exponent: 3 }, 1.5),
];

const sites = nodesOf([uniformAxis(-1, 1, 4), uniformAxis(0, 1, 3)]);
const volumes = siteVolumes(sites, 2);
const potential = Float64Array.from({ length: 12 }, (_, i) => Math.sin(5 * i));
const context = { sites, dimension: 2, potential, volumes };
const masses = Float64Array.from({ length: 12 }, (_, i) => (i % 4 === 3 ? 0 : (1 + (i % 5)) / 24));

describe('an energy on sites', () => {
  it('adds up its terms, those of one kind too', () => {
    const energy = siteEnergy(read(every), context);
    expect(energy.entropy).toBe(0.75);
    expect(energy.potential).toEqual(potential.map((value) => 2.5 * value));
    expect(siteEnergy('kl', context)).toEqual({ potential, entropy: 1, volumes });
  });

  it('is the sum of its definition', () => {
    const W = (i: number, j: number) => {
      const squared = (sites[2 * i]! - sites[2 * j]!) ** 2 + (sites[2 * i + 1]! - sites[2 * j + 1]!) ** 2;
      return 0.7 * (-Math.exp(-squared / 2) + Math.exp(-squared / 0.5)) + 0.5 * squared ** 1.5;
    };
    let value = 0;
    masses.forEach((mass, i) => {
      if (mass > 0) value += mass * 2.5 * potential[i]! + 0.75 * mass * Math.log(mass / volumes[i]!);
      masses.forEach((other, j) => {
        value += 0.5 * W(i, j) * mass * other;
      });
    });
    expect(energyOf(siteEnergy(read(every), context), masses)).toBeCloseTo(value, 12);
  });

  it('has the first variation of differences', () => {
    const energy = siteEnergy(read(every), context);
    const inside = masses.map((mass) => mass + 0.01);
    const variation = firstVariation(energy, inside);
    const step = 1e-5;
    inside.forEach((mass, i) => {
      const [up, down] = [inside.slice(), inside.slice()];
      up[i] = mass + step;
      down[i] = mass - step;
      expect(variation[i]).toBeCloseTo((energyOf(energy, up) - energyOf(energy, down)) / (2 * step), 6);
    });
  });

  it('of no mass at a site has the limit of the first variation', () => {
    expect(firstVariation(siteEnergy(read([{ type: 'entropy' }]), context), masses)[3]).toBe(Number.NEGATIVE_INFINITY);
    expect(firstVariation(siteEnergy(read([{ type: 'potential' }]), context), masses)[3]).toBe(potential[3]);
  });

  it('does not count the potential where there is no mass', () => {
    const infinite = potential.map((value, i) => (masses[i] === 0 ? Number.POSITIVE_INFINITY : value));
    const specification = read([{ type: 'potential' }]);
    expect(energyOf(siteEnergy(specification, { ...context, potential: infinite }), masses)).toBe(
      energyOf(siteEnergy(specification, context), masses),
    );
  });

  it('is that of particles of equal mass at the sites', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          { type: 'morse' as const },
          { type: 'keller-segel' as const },
          { type: 'attractive-repulsive' as const, attraction: 4, repulsion: 1.5 },
          { type: 'power' as const, exponent: 2, strength: -1 },
          { type: 'power' as const, exponent: 0, softening: 0.1 },
        ),
        fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1 }),
        async (kernel, at) => {
          const energy = siteEnergy(read([interaction(kernel)]), context);
          const particles = Float64Array.from(at.flatMap((i) => [sites[2 * i]!, sites[2 * i + 1]!]));
          const equal = new Float64Array(12);
          for (const i of at) equal[i] = 1 / at.length;
          const { value } = await interactionEnergy({ kernel, dimension: 2 }).at(particles);
          expect(energyOf(energy, equal)).toBeCloseTo(value, 12);
        },
      ),
    );
  });

  it('of pairs on a large grid, uniform or not, is the sum over all of them', () => {
    const uniform = [uniformAxis(-1, 1, 15), uniformAxis(0, 1, 12), uniformAxis(0, 2, 13)];
    const bent = [...uniform.slice(0, 2), uniformAxis(0, 2, 13).map((x) => x * x)];
    for (const large of [nodesOf(uniform), nodesOf(bent)]) {
      const count = large.length / 3;
      const some = Float64Array.from({ length: count }, (_, i) => (i % 31 === 0 ? 1 + (i % 7) : 0));
      const { interaction: apply } = siteEnergy(read([interaction({ type: 'morse' }, 2)]), {
        sites: large,
        dimension: 3,
        volumes: siteVolumes(large, 3),
      });
      const image = apply!(some);
      for (const i of [0, 17, 500, count - 1]) {
        let sum = 0;
        some.forEach((mass, j) => {
          const r = Math.hypot(...[0, 1, 2].map((k) => large[3 * i + k]! - large[3 * j + k]!));
          sum += 2 * mass * (Math.exp(-2 * r) - Math.exp(-r));
        });
        expect(image[i]).toBeCloseTo(sum, 9);
      }
    }
  });

  it('says what is missing or makes no sense', () => {
    const without = { sites, dimension: 2, volumes };
    expect(() => siteEnergy('kl', without)).toThrow(InputError);
    expect(() => siteEnergy(read([{ type: 'entropy' }]), without)).not.toThrow();
    const singular = read([{ type: 'entropy' }, interaction({ type: 'power', exponent: -2, strength: -1 })]);
    expect(() => siteEnergy(singular, without)).toThrow(/^energy\[1\]\.kernel\.exponent: must be more than -2/);
  });
});

describe('a kernel that is infinite at 0', () => {
  /** The mean over two points of the cell, by the volume of the cell and in closed form. */
  const cases = [
    { name: 'log|z| on an interval', dimension: 1, exponent: 0, mean: (h: number) => Math.log(h) - 1.5 },
    {
      name: '|z|^−½ on an interval',
      dimension: 1,
      exponent: -0.5,
      mean: (h: number) => (2 * h ** -0.5) / (0.5 * 1.5) / -0.5,
    },
    {
      name: '|z|^−.9 on an interval',
      dimension: 1,
      exponent: -0.9,
      mean: (h: number) => (2 * h ** -0.9) / (0.1 * 1.1) / -0.9,
    },
    {
      name: 'log|z| on a disc',
      dimension: 2,
      exponent: 0,
      mean: (h: number) => Math.log(Math.sqrt(h / Math.PI)) - 0.25,
    },
    {
      name: '−1/|z| in a ball',
      dimension: 3,
      exponent: -1,
      mean: (h: number) => -1.2 / ((3 * h) / (4 * Math.PI)) ** (1 / 3),
    },
  ];
  it.each(cases)('is its mean over the cell: $name', ({ dimension, exponent, mean }) => {
    for (const h of [1, 0.01, 3e-7]) {
      const energy = siteEnergy(read([interaction({ type: 'power', exponent, strength: -1 }, 2)]), {
        sites: new Float64Array(dimension),
        dimension,
        volumes: Float64Array.of(h),
      });
      expect(energyOf(energy, Float64Array.of(1)) / -mean(h)).toBeCloseTo(1, 7);
    }
  });

  it('makes a measure that repels itself spread', () => {
    const axis = uniformAxis(0, 1, 21);
    const line = { sites: Float64Array.from(axis), dimension: 1, volumes: siteVolumes(Float64Array.from(axis), 1) };
    const energy = siteEnergy(read([interaction({ type: 'power', exponent: 0, strength: -1 })]), line);
    const spread = new Float64Array(21).fill(1 / 21);
    const dirac = Float64Array.from(axis, (_, i) => Number(i === 10));
    // −½ ∫∫ log|x − y| of the uniform law on an interval of length 1.05 is ¾ − ½ log 1.05.
    expect(Math.abs(energyOf(energy, spread) - (0.75 - 0.5 * Math.log(1.05)))).toBeLessThan(0.01);
    expect(energyOf(energy, dirac)).toBeGreaterThan(energyOf(energy, spread) + 1);
  });
});
