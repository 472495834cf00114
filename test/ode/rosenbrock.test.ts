import { describe, expect, it } from 'vitest';
import { InputError, RunError } from '../../src/errors.ts';
import { integrate, integrateStiff, type StiffPoint } from '../../src/ode/index.ts';
import { fittedOrder } from '../systems/support.ts';

const of = (...values: number[]) => Float64Array.of(...values);

/** A field of which every coordinate minds itself alone. */
const separate =
  (velocity: (x: number) => number, derivative: (x: number) => number) =>
  async (x: Float64Array): Promise<StiffPoint> => ({
    velocity: x.map(velocity),
    jacobian: async () => (shift, b) => b.map((value, i) => value / (shift - derivative(x[i]!))),
  });
const logistic = separate(
  (x) => x * (1 - x),
  (x) => 1 - 2 * x,
);
const logisticAt = (x0: number, t: number) => 1 / (1 + (1 / x0 - 1) * Math.exp(-t));

/** x″ = μ(1 − x²)x′ − x. */
const vanDerPol = (mu: number) => {
  const velocity = ([x, y]: Float64Array) => of(y!, mu * (1 - x! * x!) * y! - x!);
  const field = async (point: Float64Array): Promise<StiffPoint> => ({
    velocity: velocity(point),
    jacobian: async () => (shift, b) => {
      const [x, y] = point as unknown as [number, number];
      // (shift I − J) with J = [[0, 1], [−2μxy − 1, μ(1 − x²)]].
      const [below, right] = [2 * mu * x * y + 1, shift - mu * (1 - x * x)];
      const determinant = shift * right + below;
      return of((right * b[0]! + b[1]!) / determinant, (shift * b[1]! - below * b[0]!) / determinant);
    },
  });
  return { velocity, field };
};

describe('integrateStiff', () => {
  it.each([1e-4, 1e-6, 1e-8, 1e-10])('follows a closed form to about the tolerance %s', async (tolerance) => {
    const { x } = await integrateStiff(logistic, of(0.1, 2), 4, { tolerance, scale: 1 });
    expect(Math.abs(x[0]! - logisticAt(0.1, 4))).toBeLessThan(20 * tolerance);
    expect(Math.abs(x[1]! - logisticAt(2, 4))).toBeLessThan(20 * tolerance);
  });

  it('at the fourth order in the number of steps, also where the Jacobian is no symmetric matrix', async () => {
    const { velocity, field } = vanDerPol(1);
    const exact = (await integrate(velocity, of(2, 0), 5, { tolerance: 1e-13, scale: 1, maxSteps: 1e6 })).x;
    const errors: [number, number][] = [];
    for (const tolerance of [1e-6, 1e-7, 1e-8, 1e-9, 1e-10]) {
      const { x, steps } = await integrateStiff(field, of(2, 0), 5, { tolerance, scale: 1 });
      errors.push([1 / steps, Math.hypot(x[0]! - exact[0]!, x[1]! - exact[1]!)]);
    }
    expect(Math.abs(fittedOrder(errors) - 4)).toBeLessThan(0.3);
  });

  it('takes no more steps for rates of a million: they are damped at once', async () => {
    const stiff = async (x: Float64Array): Promise<StiffPoint> => ({
      velocity: of(-1e6 * (x[0]! - x[1]!), -x[1]!),
      jacobian: async () => (shift, b) => {
        const second = b[1]! / (shift + 1);
        return of((b[0]! + 1e6 * second) / (shift + 1e6), second);
      },
    });
    const { x, steps } = await integrateStiff(stiff, of(3, 1), 1, { tolerance: 1e-6, scale: 1 });
    expect(x[1]).toBeCloseTo(Math.exp(-1), 5);
    expect(x[0]).toBeCloseTo(Math.exp(-1), 5);
    expect(steps).toBeLessThan(60);
    const { steps: slow } = await integrateStiff(vanDerPol(1e4).field, of(2, 0), 10, { tolerance: 1e-6, scale: 1 });
    expect(slow).toBeLessThan(60);
  });

  it('says where it cannot go on, and what makes no sense', async () => {
    const explosion = separate(
      (x) => x * x,
      (x) => 2 * x,
    );
    const options = { tolerance: 1e-6, scale: 1 };
    await expect(integrateStiff(explosion, of(1), 2, options)).rejects.toThrow(RunError);
    const singular = async (x: Float64Array): Promise<StiffPoint> => ({
      velocity: x,
      jacobian: async () => () => undefined,
    });
    await expect(integrateStiff(singular, of(1), 1, options)).rejects.toThrow(/cannot go on at time 0/);
    await expect(integrateStiff(logistic, of(Number.NaN), 1, options)).rejects.toThrow(InputError);
    await expect(integrateStiff(logistic, of(0.1), 1, { ...options, maxSteps: 2 })).rejects.toThrow(
      /spent its 2 steps/,
    );
    const standstill = await integrateStiff(logistic, of(1), 1, options);
    expect(standstill).toMatchObject({ x: of(1), steps: 1, rejected: 0 });
  });
});
