import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { leapfrog, type PhasePoints, Tuning } from '../../src/metropolis/index.ts';
import { normals } from '../../src/random/index.ts';
import { quartic, score } from '../../src/targets/index.ts';
import { testBackend } from '../backend.ts';
import { fittedOrder } from '../systems/support.ts';

const COUNT = 200;
const target = quartic({ dimension: 2 });
const variances = Float64Array.of(0.3, 2);

const tensorOf = (seed: number): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(normals(COUNT, 2, { key: [seed, 1], step: 0, stream: 0 })), [COUNT, 2]);

function start(): PhasePoints {
  const position = tensorOf(1);
  return { position, momentum: tensorOf(2), gradient: score(target, position).gradient };
}

const energyOf = (momentum: tf.Tensor, logDensity: tf.Tensor): tf.Tensor =>
  tf.sub(tf.mul(tf.sum(tf.square(momentum), 1), 0.5), logDensity);

/** Root mean square over the points of the energy after time 1 less that before. */
function energyError(steps: number): number {
  return tf.tidy(() => {
    const before = start();
    const after = leapfrog(target, before, new Tuning(1 / steps, variances), steps);
    const change = tf.sub(
      energyOf(after.momentum, after.logDensity),
      energyOf(before.momentum, score(target, before.position).logDensity),
    );
    return Math.sqrt(tf.mean(tf.square(change)).dataSync()[0]!);
  });
}

describe('leapfrog', () => {
  beforeAll(() => testBackend());

  it.each([1, 7])('comes back when %d steps are taken with the momentum turned round', (steps) => {
    tf.tidy(() => {
      const tuning = new Tuning(0.15, variances);
      const before = start();
      const there = leapfrog(target, before, tuning, steps);
      const back = leapfrog(target, { ...there, momentum: tf.neg(there.momentum) }, tuning, steps);
      expect(tf.max(tf.abs(tf.sub(there.position, before.position))).dataSync()[0]).toBeGreaterThan(0.1);
      expect(tf.max(tf.abs(tf.sub(back.position, before.position))).dataSync()[0]).toBeLessThan(1e-5);
      expect(tf.max(tf.abs(tf.add(back.momentum, before.momentum))).dataSync()[0]).toBeLessThan(1e-5);
    });
  });

  it('keeps the energy to second order in the step', () => {
    const order = fittedOrder([10, 14, 20, 28, 40].map((steps) => [1 / steps, energyError(steps)]));
    expect(Math.abs(order - 2)).toBeLessThan(0.1);
  });

  it.each([1, 3])('is that of the coordinates divided by the deviations: %d steps by hand', (steps) => {
    tf.tidy(() => {
      const h = 0.2;
      const before = start();
      const after = leapfrog(target, before, new Tuning(h, variances), steps);
      const [x, r] = [Float64Array.from(before.position.dataSync()), Float64Array.from(before.momentum.dataSync())];
      for (let i = 0; i < 2 * COUNT; i++) {
        const deviation = Math.sqrt(variances[i % 2]!);
        for (let s = 0; s < steps; s++) {
          r[i]! -= (h / 2) * deviation * x[i]! ** 3;
          x[i]! += h * deviation * r[i]!;
          r[i]! -= (h / 2) * deviation * x[i]! ** 3;
        }
      }
      after.position.dataSync().forEach((value, i) => {
        expect(value).toBeCloseTo(x[i]!, 4);
      });
      after.momentum.dataSync().forEach((value, i) => {
        expect(value).toBeCloseTo(r[i]!, 3);
      });
    });
  });

  it('leaves nothing behind but its end', () => {
    const before = tf.memory().numTensors;
    const end = tf.tidy(() => ({ ...leapfrog(target, start(), new Tuning(0.1, variances), 5) }));
    expect(tf.memory().numTensors - before).toBe(4);
    tf.dispose(end);
  });
});
