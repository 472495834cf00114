import { describe, expect, it } from 'vitest';
import { fixedPoint } from '../../src/optimize/index.ts';

/** x → target − stiffness (x − target), whose fixed point is the target, and what is within 1e-9 of it. */
const answerTo = (target: Float64Array, stiffness: Float64Array) => async (x: Float64Array) => {
  const image = target.map((value, i) => value - stiffness[i]! * Math.tanh(x[i]! - value));
  return { image, isSolved: image.every((value, i) => Math.abs(value - x[i]!) < 1e-9) };
};

describe('a fixed point', () => {
  const target = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i + 1));
  const start = new Float64Array(12);

  it.each([0.5, 5, 50])('is found where the map overshoots by %d', async (most) => {
    const stiffness = target.map((_, i) => (most * (i + 1)) / 12);
    const found = (await fixedPoint(answerTo(target, stiffness), start, 100))!;
    expect(found.status).toBe('converged');
    found.round.image.forEach((value, i) => void expect(value).toBeCloseTo(target[i]!, 7));
    expect(start).toEqual(new Float64Array(12));
  });

  it('is said to be out of reach where there is none, with the round of the smallest change', async () => {
    const rise = async (x: Float64Array) => ({ image: x.map((value) => value + 1 + value ** 2), isSolved: false });
    const found = (await fixedPoint(rise, start, 200))!;
    expect(found.status).toBe('stalled');
    expect(found.change).toBeGreaterThanOrEqual(1);
    expect(found.change).toBeLessThan(1.5);
  });

  it('ends with the rounds, or with the budget of the map', async () => {
    const shift = async (x: Float64Array) => ({ image: x.map((value) => value / 2 + 1), isSolved: false });
    expect(await fixedPoint(shift, start, 3)).toMatchObject({ status: 'max-iterations', rounds: 3 });
    let budget = 2;
    const poor = async (x: Float64Array) => (budget-- > 0 ? shift(x) : undefined);
    expect(await fixedPoint(poor, start, 30)).toMatchObject({ status: 'max-iterations', rounds: 2 });
    expect(await fixedPoint(poor, start, 30)).toBeUndefined();
  });
});
