import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunError } from '../../src/errors.ts';
import { dormandPrinceStep } from '../../src/ode/dormand-prince.ts';
import { integrate, integrateSync } from '../../src/ode/index.ts';
import { fittedOrder } from '../systems/support.ts';

const of = (...values: number[]) => Float64Array.of(...values);
const decay = (x: Float64Array) => x.map((value) => -value);
const pendulum = (x: Float64Array) => of(x[1]!, -x[0]!);
/** x′ = x(1 − x): nonlinear, with the closed form 1/(1 + (1/x₀ − 1)e^{−t}). */
const logistic = (x: Float64Array) => x.map((value) => value * (1 - value));
const logisticAt = (x0: number, t: number) => 1 / (1 + (1 / x0 - 1) * Math.exp(-t));

describe('integrate follows closed forms', () => {
  it.each([1e-4, 1e-6, 1e-8, 1e-10])('to about the tolerance %s', async (tolerance) => {
    const { x } = await integrate(pendulum, of(1, 0), 10, { tolerance, scale: 1 });
    expect(Math.hypot(x[0]! - Math.cos(10), x[1]! + Math.sin(10))).toBeLessThan(40 * tolerance);
  });

  it('and with the error in proportion to the tolerance, at the fifth order in the number of steps', async () => {
    const errors: [number, number][] = [];
    for (const tolerance of [1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10]) {
      const { x, steps } = await integrate(pendulum, of(1, 0), 20, { tolerance, scale: 1 });
      errors.push([20 / steps, Math.hypot(x[0]! - Math.cos(20), x[1]! + Math.sin(20))]);
    }
    expect(fittedOrder(errors)).toBeCloseTo(5, 0);
  });

  it('whatever they start from', () =>
    fc.assert(
      fc.asyncProperty(fc.double({ min: 0.01, max: 3, noNaN: true }), async (x0) => {
        const { x } = await integrate(logistic, of(x0), 3, { tolerance: 1e-9, scale: 1 });
        expect(x[0]).toBeCloseTo(logisticAt(x0, 3), 6);
      }),
      { numRuns: 30 },
    ));

  it('through a stiff start, in steps of its rate', async () => {
    const stiff = (x: Float64Array) => of(-1000 * x[0]!, -x[1]!);
    const { x, steps } = await integrate(stiff, of(1, 1), 1, { tolerance: 1e-6 });
    expect(x[1]).toBeCloseTo(Math.exp(-1), 5);
    expect(Math.abs(x[0]!)).toBeLessThan(1e-5);
    expect(steps).toBeLessThan(600);
  });
});

describe('one step', () => {
  const stepOf = (x: Float64Array, h: number) => {
    const course = dormandPrinceStep(x, logistic(x), h);
    let turn = course.next();
    while (!turn.done) turn = course.next(logistic(turn.value));
    return turn.value;
  };
  const errors = (of: 'x' | 'error') => {
    const result: [number, number][] = [];
    for (const h of [0.4, 0.2, 0.1, 0.05]) {
      let x = Float64Array.of(0.1);
      let difference = 0;
      for (let t = 0; t < 2 - 1e-9; t += h) {
        const trial = stepOf(x, h);
        difference = Math.max(difference, Math.abs(trial.error[0]!));
        x = Float64Array.from(trial.x);
      }
      result.push([h, of === 'x' ? x[0]! - logisticAt(0.1, 2) : difference]);
    }
    return result;
  };
  it('has order 5', () => expect(fittedOrder(errors('x'))).toBeCloseTo(5, 0));
  it('and an error estimate of one step that falls as h⁵', () =>
    expect(fittedOrder(errors('error'))).toBeCloseTo(5, 0));
  it('hands on the velocity at its end', () => {
    const { x, velocity } = stepOf(of(0.3), 0.2);
    expect(velocity).toEqual(logistic(x));
  });
});

describe('integrate', () => {
  it('counts its evaluations, with one per stage but the first', async () => {
    let calls = 0;
    const counted = (x: Float64Array) => {
      calls++;
      return decay(x);
    };
    const { steps, rejected, evaluations } = await integrate(counted, of(1, 2), 5, { tolerance: 1e-6 });
    expect(evaluations).toBe(calls);
    expect(evaluations).toBe(2 + 6 * (steps + rejected));
  });

  it('gives the same bits again, synchronous or not, and with one array for all velocities', async () => {
    const first = await integrate(pendulum, of(1, 0), 7, { tolerance: 1e-7 });
    const buffer = new Float64Array(2);
    const reused = (x: Float64Array) => {
      buffer.set(pendulum(x));
      return buffer;
    };
    expect(await integrate(async (x) => pendulum(x), of(1, 0), 7, { tolerance: 1e-7 })).toEqual(first);
    expect(await integrate(reused, of(1, 0), 7, { tolerance: 1e-7 })).toEqual(first);
    expect(integrateSync(reused, of(1, 0), 7, { tolerance: 1e-7 })).toEqual(first);
  });

  it('measures errors by the spread of the start: other units give the same steps', async () => {
    const start = of(-1, 0.5, 3);
    const small = await integrate(decay, start, 2, { tolerance: 1e-6 });
    const large = await integrate(
      decay,
      start.map((value) => 1024 * value),
      2,
      { tolerance: 1e-6 },
    );
    expect(large.x).toEqual(small.x.map((value) => 1024 * value));
    expect(large.steps).toBe(small.steps);
  });

  it.each([1e-6, 1e-9])(
    'keeps its steps with the noise of float32 in the velocity, at the tolerance %s',
    async (tolerance) => {
      const noisy = (x: Float64Array) => x.map((value) => Math.fround(-7 * Math.fround(value + 3) + 21));
      const { x, steps, rejected } = await integrate(noisy, of(1, -0.5, 0.2), 2, { tolerance, scale: 1 });
      expect(Math.abs(x[0]! - Math.exp(-14))).toBeLessThan(1e-5);
      expect(steps + rejected).toBeLessThan(tolerance < 1e-7 ? 3000 : 60);
    },
  );

  it('leaves its start alone, and stays there for no time', async () => {
    const start = of(1, 2);
    const { x, evaluations } = await integrate(decay, start, 0, { tolerance: 1e-6 });
    expect(x).toEqual(start);
    expect(evaluations).toBe(0);
    await integrate(decay, start, 1, { tolerance: 1e-6 });
    expect(start).toEqual(of(1, 2));
  });

  it('steps back from where the velocity is not defined', async () => {
    const { x } = await integrate((y) => y.map((value) => -Math.log(value)), of(1e-3), 5, { tolerance: 1e-8 });
    expect(x[0]).toBeCloseTo(1, 1);
  });
});

describe('integrate gives up in one line', () => {
  it.each([
    ['when its steps are spent', decay, of(1), { maxSteps: 3 }, /spent its 3 steps at time .* of 1000/],
    [
      'when the solution blows up',
      (x: Float64Array) => x.map((v) => v * v),
      of(1),
      {},
      /cannot go on at time 1.000 of 1000/,
    ],
    ['when there is no velocity at the start', (x: Float64Array) => x.map(() => Number.NaN), of(1), {}, /not finite/],
  ])('%s', async (_, velocity, start, options, message) => {
    const run = integrate(velocity, start, 1000, { tolerance: 1e-6, ...options });
    await expect(run).rejects.toThrow(RunError);
    await expect(run).rejects.toThrow(message);
  });

  it.each([
    ['tolerance: must be a number > 0, got 0', of(1), 1, { tolerance: 0 }],
    ['scale: must be a number > 0, got NaN', of(1), 1, { tolerance: 1, scale: Number.NaN }],
    ['maxSteps: must be an integer >= 1, got 0.5', of(1), 1, { tolerance: 1, maxSteps: 0.5 }],
    ['duration: must be a finite number >= 0, got -1', of(1), -1, { tolerance: 1 }],
    ['start[1]: must be finite, got NaN', of(1, Number.NaN), 1, { tolerance: 1 }],
    ['start: must have at least one coordinate, got none', of(), 1, { tolerance: 1 }],
  ])('%s', async (message, start, duration, options) => {
    await expect(integrate(decay, start, duration, options)).rejects.toThrow(message);
  });

  it('when the velocity has another length', async () => {
    await expect(integrate(() => of(1, 2), of(1), 1, { tolerance: 1 })).rejects.toThrow(
      'velocity: must have length 1, got 2',
    );
  });
});
