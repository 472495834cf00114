import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosine, cubed, power, sine } from '../../src/elementary/index.ts';
import { BITS, bitsOfElementary } from './bits.ts';

const ULP = 2 ** -52;
const angles = fc.oneof(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.double({ min: -8e5, max: 8e5, noNaN: true }),
  // Next to the multiples of π/2, where most digits cancel.
  fc.integer({ min: -500_000, max: 500_000 }).map((quarters) => (quarters * Math.PI) / 2),
);

describe('sine and cosine', () => {
  it('are those of the engine, to a unit in the last place', () => {
    fc.assert(
      fc.property(angles, (angle) => {
        expect(Math.abs(sine(angle) - Math.sin(angle))).toBeLessThanOrEqual(ULP * Math.abs(Math.sin(angle)));
        expect(Math.abs(cosine(angle) - Math.cos(angle))).toBeLessThanOrEqual(ULP * Math.abs(Math.cos(angle)));
      }),
      { numRuns: 2000 },
    );
  });

  it('stay between −1 and 1 far away, and are NaN where there is no angle', () => {
    for (const angle of [1e6, -1e9, 1e20, 1e300]) {
      expect(Math.abs(sine(angle) ** 2 + cosine(angle) ** 2 - 1)).toBeLessThan(4 * ULP);
    }
    for (const angle of [Number.NaN, Number.POSITIVE_INFINITY])
      expect([sine(angle), cosine(angle)]).toEqual([NaN, NaN]);
    expect([sine(0), cosine(0)]).toEqual([0, 1]);
  });
});

describe('power', () => {
  it('is that of the engine', () => {
    const bases = fc.double({ min: -300, max: 300, noNaN: true }).map((x) => Math.exp(x));
    fc.assert(
      fc.property(bases, fc.double({ min: -2, max: 2, noNaN: true }), (x, y) => {
        const tolerance = 4 * ULP * (1 + Math.abs(y * Math.log(x)));
        expect(Math.abs(power(x, y) / x ** y - 1)).toBeLessThan(tolerance);
      }),
    );
  });

  it('of 0 and of infinity are as they should be', () => {
    expect([power(0, 0), power(0, 0.5), power(0, -1), power(Infinity, -2)]).toEqual([1, 0, Infinity, 0]);
    expect(cubed(-2)).toBe(-8);
  });
});

it('have the same bits everywhere', () => expect(bitsOfElementary()).toBe(BITS));
