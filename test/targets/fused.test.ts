import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { keyOf } from '../../src/random/index.ts';
import { gradLogDensity, langevinSteps, score, type Target } from '../../src/targets/index.ts';
import { hasKernel } from '../../src/tensor/index.ts';
import { createWasmEngine, type WasmEngine } from '../../src/tensor/wasm/engine.ts';
import { langevinWasm, scoreWasm } from '../../src/tensor/wasm/register-targets.ts';
import { testBackend } from '../backend.ts';
import { gallery } from './gallery.ts';

beforeAll(() => testBackend('wasm'));

const fusedTargets = gallery.filter(([, target]) => target.fused);

const composed = (target: Target): Target => ({ ...target, fused: undefined });

/** Exact samples, some of them pushed into the tails. Not a multiple of four of them. */
function points(target: Target, count = 203): tf.Tensor2D {
  const values = target.sample!(count, 'fused').map((value, i) => value * (i % 7 === 0 ? 1.8 : 1) + 0.1 * Math.sin(i));
  return tf.tensor2d(values, [count, target.dimension]);
}

/** The largest difference, relative to the size of a row. */
function farthest(actual: ArrayLike<number>, expected: ArrayLike<number>, width: number): number {
  let most = 0;
  for (let row = 0; row < expected.length; row += width) {
    let size = 1;
    for (let k = 0; k < width; k++) size = Math.max(size, Math.abs(expected[row + k]!));
    for (let k = 0; k < width; k++) most = Math.max(most, Math.abs(actual[row + k]! - expected[row + k]!) / size);
  }
  expect(actual.length).toBe(expected.length);
  return most;
}

describe.each(fusedTargets)('the fused kernels of %s', (_name, target) => {
  const d = target.dimension;

  it('have the log density and gradient of the tfjs ops', () => {
    expect(hasKernel('OttoScore')).toBe(true);
    const x = points(target);
    const fused = score(target, x);
    expect(farthest(fused.logDensity.dataSync(), target.logDensity(x).dataSync(), 1)).toBeLessThan(3e-6);
    expect(farthest(fused.gradient.dataSync(), target.gradLogDensity(x).dataSync(), d)).toBeLessThan(1e-5);
    expect(gradLogDensity(target, x).dataSync()).toEqual(fused.gradient.dataSync());
  });

  it('take the same Langevin steps as the tfjs ops', () => {
    const x = points(target);
    const options = { stepSize: 0.01, key: keyOf('langevin'), firstStep: 5, steps: 6 };
    const fused = langevinSteps(target, x, options);
    const reference = langevinSteps(composed(target), x, options);
    expect(farthest(fused.dataSync(), reference.dataSync(), d)).toBeLessThan(3e-5);
    expect(farthest(fused.dataSync(), x.dataSync(), d)).toBeGreaterThan(0.01);
  });

  it('take steps in any portions', () => {
    const x = points(target);
    const options = { stepSize: 0.01, key: keyOf('portions') };
    const first = langevinSteps(target, x, { ...options, firstStep: 0, steps: 3 });
    const second = langevinSteps(target, first, { ...options, firstStep: 3, steps: 4 });
    expect(second.dataSync()).toEqual(langevinSteps(target, x, { ...options, firstStep: 0, steps: 7 }).dataSync());
  });

  it('leave no tensor behind and keep x', () => {
    const x = points(target);
    const before = tf.memory().numTensors;
    for (const each of [target, composed(target)]) {
      const { logDensity, gradient } = score(each, x);
      tf.dispose([logDensity, gradient, gradLogDensity(each, x)]);
      langevinSteps(each, x, { stepSize: 0.01, key: [1, 2], firstStep: 0, steps: 3 }).dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    expect(x.isDisposed).toBe(false);
  });
});

describe('threads', () => {
  const run = (engine: WasmEngine, target: Target): Float32Array[] => {
    const count = 9001;
    const x = target.sample!(count, 'threads');
    const out = { logDensity: new Float32Array(count), gradient: new Float32Array(x.length) };
    scoreWasm(engine, target.fused!, x, out);
    const moved = new Float32Array(x.length);
    langevinWasm(engine, { target: target.fused!, stepSize: 0.01, key: [3, 4], firstStep: 0, steps: 5 }, x, moved);
    return [out.logDensity, out.gradient, moved];
  };

  it.each(fusedTargets.slice(2, 8))('do not change a bit of %s', (_name, target) => {
    const one = createWasmEngine({ threads: 1 });
    const three = createWasmEngine({ threads: 3 });
    expect(run(three, target)).toEqual(run(one, target));
    one.dispose();
    three.dispose();
  });
});
