import { describe, expect, it } from 'vitest';
import { ornsteinUhlenbeck } from '../../src/headless/exact-law.ts';
import { Matrix, symmetricInverse } from '../../src/linalg/index.ts';
import type { Moments } from '../../src/targets/index.ts';

const initial: Moments = { mean: [-3, 3], covariance: [[0.5, -0.2], [-0.2, 0.3]] }; // biome-ignore format: matrices
const target: Moments = { mean: [1, 0], covariance: [[1, 0.6], [0.6, 0.8]] }; // biome-ignore format: matrices

/** m' = −A(m − m*), C' = −AC − CA + 2I by Runge-Kutta 4: the same law without its closed form. */
function integrate(time: number, steps: number): { mean: number[]; covariance: number[][] } {
  const a = symmetricInverse(target.covariance);
  const goal = Matrix.columnVector(target.mean);
  const slope = ([m, c]: [Matrix, Matrix]): [Matrix, Matrix] => [
    a.mmul(Matrix.sub(m, goal)).neg(),
    Matrix.eye(2).mul(2).sub(a.mmul(c)).sub(c.mmul(a)),
  ];
  const plus = ([m, c]: [Matrix, Matrix], [dm, dc]: [Matrix, Matrix], h: number): [Matrix, Matrix] => [
    Matrix.add(m, Matrix.mul(dm, h)),
    Matrix.add(c, Matrix.mul(dc, h)),
  ];
  const h = time / steps;
  let state: [Matrix, Matrix] = [Matrix.columnVector(initial.mean), new Matrix(initial.covariance)];
  for (let i = 0; i < steps; i++) {
    const k1 = slope(state);
    const k2 = slope(plus(state, k1, h / 2));
    const k3 = slope(plus(state, k2, h / 2));
    const k4 = slope(plus(state, k3, h));
    state = plus(plus(plus(plus(state, k1, h / 6), k2, h / 3), k3, h / 3), k4, h / 6);
  }
  return { mean: state[0].to1DArray(), covariance: state[1].to2DArray() };
}

describe('the Ornstein-Uhlenbeck law', () => {
  it.each([0, 0.1, 1, 3])('at time %d agrees with its differential equations', (time) => {
    const exact = ornsteinUhlenbeck(initial, target, time);
    const { mean, covariance } = integrate(time, 2000);
    for (const [i, value] of exact.mean.entries()) expect(value).toBeCloseTo(mean[i]!, 10);
    for (const [i, value] of exact.covariance.flat().entries()) expect(value).toBeCloseTo(covariance.flat()[i]!, 10);
  });

  it('comes to the target', () => {
    const { mean, covariance } = ornsteinUhlenbeck(initial, target, 200);
    expect(mean[0]).toBeCloseTo(1, 12);
    expect(covariance[0]![1]).toBeCloseTo(0.6, 12);
  });
});
