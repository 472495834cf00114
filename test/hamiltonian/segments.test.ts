import { describe, expect, it } from 'vitest';
import { isTurning, Segments } from '../../src/hamiltonian/segments.ts';

/** A segment of the second of two chains. */
function segment(first: number[], last: number[], sum: number[]): Segments {
  const made = new Segments(2, first.length);
  made.ends[0].set(first, first.length);
  made.ends[1].set(last, first.length);
  made.sum.set(sum, first.length);
  return made;
}

const ends = { leftFirst: 1, leftLast: 1, leftSum: 2, rightFirst: 1, rightLast: 1, rightSum: 2 };

function turns(changes: Partial<typeof ends>): boolean {
  const { leftFirst, leftLast, leftSum, rightFirst, rightLast, rightSum } = { ...ends, ...changes };
  const left = segment([leftFirst], [leftLast], [leftSum]);
  return isTurning(1, left, segment([rightFirst], [rightLast], [rightSum]), Float64Array.of(1));
}

describe('isTurning', () => {
  it('does not see a turn where momenta are all the same', () => {
    expect(turns({})).toBe(false);
  });

  it.each([
    { name: 'the whole, at its first state', leftFirst: -1, leftSum: 1, rightFirst: -2, rightSum: 5 },
    { name: 'the whole, at its last state', rightLast: -1, rightSum: 1, leftLast: -2, leftSum: 5 },
    { name: 'the left and one more, at its first state', leftSum: 5, rightFirst: -7 },
    { name: 'the left and one more, at that one', leftSum: 5, rightFirst: -1 },
    { name: 'the right and one more, at that one', rightSum: 5, leftLast: -1 },
    { name: 'the right and one more, at its last state', rightSum: 5, leftLast: -7 },
    { name: 'the whole, where momenta cancel', leftSum: 2, rightSum: -2 },
    { name: 'a momentum that is no number', rightSum: Number.NaN },
  ])('sees a turn of $name', (changes) => {
    expect(turns(changes)).toBe(true);
  });

  it('takes velocities, which depend on the mass', () => {
    const left = segment([1, -1], [1, -1], [3, 1]);
    const right = segment([1, 1], [1, 1], [3, 3]);
    expect(isTurning(1, left, right, Float64Array.of(1, 1))).toBe(false);
    // (1, −1)·M⁻¹ρ = 6 − 3 · 4 for the whole.
    expect(isTurning(1, left, right, Float64Array.of(1, 3))).toBe(true);
  });
});
