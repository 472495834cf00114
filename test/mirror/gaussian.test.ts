import { describe, expect, it } from 'vitest';
import { Matrix, symmetricInverse } from '../../src/linalg/index.ts';
import { buresHessian, type GaussianMoment, gaussianMirrorFlow, gaussianReference } from '../../src/mirror/index.ts';

const flat = ({ mean, covariance }: GaussianMoment): number[] => [...mean, ...covariance.to1DArray()];
const variance = (flow: (time: number) => GaussianMoment, time: number): number => flow(time).covariance.get(0, 0);

function line(options: { start: number; precision: number; eta: number }) {
  return gaussianMirrorFlow({
    initial: { mean: [0], covariance: [[options.start ** 2]] },
    target: { mean: [0], precision: [[options.precision]] },
    reference: gaussianReference(1, { covariance: [[options.eta ** 2]] }),
  });
}

describe('the Gaussian mirror flow', () => {
  // Deb, Kim, Pal & Schiebinger 2023, Example 1: σ = η + t/η.
  it.each([0.5, 1, 2])('spreads linearly where only entropy acts, η = %s', (eta) => {
    const flow = line({ start: eta, precision: 0, eta });
    for (const time of [0, 0.3, 1, 40]) expect(Math.sqrt(variance(flow, time))).toBeCloseTo(eta + time / eta, 10);
  });

  // Example 2: σ = tanh(t/η + atanh η), and coth for η > 1.
  it('is tanh and coth on the standard normal', () => {
    const below = line({ start: 0.5, precision: 1, eta: 0.5 });
    for (const time of [0, 0.5, 1, 2]) {
      expect(Math.sqrt(variance(below, time))).toBeCloseTo(Math.tanh(time / 0.5 + Math.atanh(0.5)), 12);
    }
    expect(Math.sqrt(variance(line({ start: 2, precision: 1, eta: 2 }), 0.6))).toBeCloseTo(1.4477922987684992, 10);
  });

  it('agrees with Runge-Kutta on matrices that do not commute', () => {
    const flow = gaussianMirrorFlow({
      initial: { mean: [1, -1], covariance: [[1.5, 0.4], [0.4, 0.7]] },
      target: { mean: [0, 0.5], precision: symmetricInverse([[2, -0.5], [-0.5, 1]]) },
      reference: gaussianReference(2, { covariance: [[0.6, 0.2], [0.2, 0.9]] }),
    }); // biome-ignore format: matrices
    // Runge-Kutta of order 4 on the Riccati equation.
    const expected = [0.8557084160543894, -0.5603021934029402, 1.6209712383968402, -0.03241159162127679, -0.032411591621276895, 0.7930039023287065]; // biome-ignore format: one row
    flat(flow(0.4)).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 9);
    });
  });

  it('starts where it is told to and ends at the target, however late', () => {
    const stiff = new Matrix([[2, -0.1], [-0.1, 0.01]]); // biome-ignore format: rows
    const target = { mean: [0, 0.5], precision: symmetricInverse(stiff) };
    const initial = { mean: [3, -4], covariance: [[0.1, 0.05], [0.05, 9]] }; // biome-ignore format: matrices
    const flow = gaussianMirrorFlow({ initial, target, reference: gaussianReference(2) });
    flat(flow(0)).forEach((value, i) => {
      expect(value).toBeCloseTo([3, -4, 0.1, 0.05, 0.05, 9][i]!, 9);
    });
    flat(flow(1e4)).forEach((value, i) => {
      expect(value).toBeCloseTo([0, 0.5, 2, -0.1, -0.1, 0.01][i]!, 9);
    });
  });
});

describe('the Bures map', () => {
  it('pushes the covariance to that of the reference: ASA = Θ', () => {
    const covariance = new Matrix([
      [1.5, 0.4],
      [0.4, 0.7],
    ]);
    const reference = gaussianReference(2, { covariance: [[0.6, 0.2], [0.2, 0.9]] }); // biome-ignore format: matrices
    const hessian = buresHessian(covariance, reference);
    const pushed = hessian.mmul(covariance).mmul(hessian);
    expect(Matrix.sub(pushed, reference.covariance).abs().max()).toBeLessThan(1e-14);
  });
});
