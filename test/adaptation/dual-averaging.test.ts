import { describe, expect, it } from 'vitest';
import { DualAveraging } from '../../src/adaptation/index.ts';

/** Algorithm 5 of Hoffman & Gelman 2014 as the paper writes it, every iterate kept. */
function iterates(first: number, target: number, acceptances: number[]): { log: number; average: number }[] {
  const [gamma, t0, kappa, mu] = [0.05, 10, 0.75, Math.log(10 * first)];
  let error = 0;
  let average = 0;
  return acceptances.map((acceptance, i) => {
    const m = i + 1;
    error = (1 - 1 / (m + t0)) * error + (target - acceptance) / (m + t0);
    const log = mu - (Math.sqrt(m) / gamma) * error;
    average = m ** -kappa * log + (1 - m ** -kappa) * average;
    return { log, average };
  });
}

describe('dual averaging', () => {
  const acceptances = [0.3, 0.95, 0, 1, 0.62, 0.8, 0.77, 0.1];

  it('is algorithm 5 of Hoffman & Gelman 2014', () => {
    const averaging = new DualAveraging([0.7], 0.65);
    for (const [i, { log, average }] of iterates(0.7, 0.65, acceptances).entries()) {
      averaging.learn(acceptances[i]!);
      expect(Math.log(averaging.exploring)).toBeCloseTo(log, 12);
      expect(Math.log(averaging.averaged)).toBeCloseTo(average, 12);
    }
  });

  it('begins with the step size it is given, to the bit', () => {
    const averaging = new DualAveraging([0.1], 0.8);
    expect([averaging.exploring, averaging.averaged]).toEqual([0.1, 0.1]);
  });

  it('goes on from its numbers as if it had never stopped', () => {
    const whole = new DualAveraging([0.7], 0.65);
    let parts = new DualAveraging([0.7], 0.65);
    for (const acceptance of acceptances) {
      whole.learn(acceptance);
      parts = new DualAveraging(parts.numbers, 0.65);
      parts.learn(acceptance);
    }
    expect(parts.numbers).toEqual(whole.numbers);
  });

  it('restarts from its average', () => {
    const averaging = new DualAveraging([0.7], 0.65);
    for (const acceptance of acceptances) averaging.learn(acceptance);
    const { averaged } = averaging;
    averaging.restart();
    expect(averaging.numbers).toEqual(new DualAveraging([averaged], 0.65).numbers);
  });

  it('counts an acceptance that is no number as a refusal, and one that rounding put above 1 as 1', () => {
    const stepAfter = (acceptance: number): number => {
      const averaging = new DualAveraging([0.7], 0.65);
      averaging.learn(acceptance);
      return averaging.exploring;
    };
    expect(stepAfter(Number.NaN)).toBe(stepAfter(0));
    expect(stepAfter(1.0000001)).toBe(stepAfter(1));
  });

  it.each([0.234, 0.574, 0.8])('finds the step at which a smooth curve of acceptance is %d', (target) => {
    const averaging = new DualAveraging([1e-3], target);
    for (let i = 0; i < 300; i++) averaging.learn(Math.exp(-averaging.exploring));
    expect(Math.abs(Math.exp(-averaging.averaged) - target)).toBeLessThan(0.01);
  });
});
