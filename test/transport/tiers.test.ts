import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../src/tensor/index.ts';
import { createWasmEngine, type WasmEngine } from '../../src/tensor/wasm/index.ts';
import { BlockOperator } from '../../src/transport/block-operator.ts';
import { readCloud } from '../../src/transport/cloud.ts';
import { hostOperator } from '../../src/transport/host-operator.ts';
import { sinkhorn, sinkhornDivergence } from '../../src/transport/index.ts';
import { centred } from '../../src/transport/problem.ts';
import { gaussianCloud, twoMoons, unevenWeights } from './clouds.ts';

const engines: WasmEngine[] = [];
afterAll(() => {
  for (const engine of engines) engine.dispose();
});

const cloud = async (points: ReturnType<typeof gaussianCloud>, weights?: Float64Array) =>
  centred(await readCloud(points, weights, { points: 'x', weights: 'a' })).support;

describe('the block operator', () => {
  test.each([1, 2, 3, 10])('sums what the plain loops sum, d = %i', async (dimension) => {
    const engine = createWasmEngine({ threads: 1 });
    engines.push(engine);
    const x = await cloud(gaussianCloud(300, dimension, 'x'), unevenWeights(300, 'a'));
    const y = await cloud(gaussianCloud(217, dimension, 'y', 0.5));
    const blocks = new BlockOperator(engine, x, y, 1e-9);
    const plain = hostOperator(x, y);
    const potentials = { f: new Float64Array(300), g: new Float64Array(217) };
    for (const epsilon of [1, 0.1, 0.1, 0.05]) {
      for (const side of ['rows', 'columns'] as const) {
        const exact = plain.softmin(side, epsilon, potentials).slice();
        const single = blocks.softmin(side, epsilon, potentials);
        exact.forEach((value, i) => {
          expect(Math.abs(single[i]! - value)).toBeLessThan(1e-4 * epsilon);
        });
        (side === 'rows' ? potentials.f : potentials.g).set(exact);
      }
    }
    blocks.dispose();
  });

  test('a hint that is far off does no harm', async () => {
    const engine = createWasmEngine({ threads: 1 });
    engines.push(engine);
    const x = await cloud(gaussianCloud(300, 2, 'x'));
    const y = await cloud(gaussianCloud(217, 2, 'y', 0.5));
    const exact = hostOperator(x, y).softmin('rows', 0.01, { f: new Float64Array(300), g: new Float64Array(217) });
    for (const off of [-100, 100]) {
      const f = Float64Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? off : 0));
      const single = new BlockOperator(engine, x, y, 1e-9).softmin('rows', 0.01, { f, g: new Float64Array(217) });
      exact.forEach((value, i) => {
        expect(Math.abs(single[i]! - value)).toBeLessThan(1e-5);
      });
    }
  });

  test('a hint that makes rows look empty does not make their blocks skipped', async () => {
    const engine = createWasmEngine({ threads: 1 });
    engines.push(engine);
    const x = await cloud(gaussianCloud(1500, 2, 'x'));
    const y = await cloud(gaussianCloud(1500, 2, 'y', 0.5));
    const g = new Float64Array(1500);
    const exact = hostOperator(x, y).softmin('rows', 0.01, { f: new Float64Array(1500), g });
    const f = exact.map((value) => value - 0.12);
    const single = new BlockOperator(engine, x, y, 1e-4).softmin('rows', 0.01, { f, g });
    exact.forEach((value, i) => {
      expect(Math.abs(single[i]! - value)).toBeLessThan(1e-5);
    });
  });

  test('a block that was skipped comes back when its potential rises', async () => {
    const engine = createWasmEngine({ threads: 1 });
    engines.push(engine);
    const x = await cloud(gaussianCloud(1500, 2, 'x'));
    const y = await cloud(twoMoons(1500, 'y'));
    const blocks = new BlockOperator(engine, x, y, 1e-4);
    const plain = hostOperator(x, y);
    const potentials = { f: new Float64Array(1500), g: new Float64Array(1500) };
    for (const side of ['rows', 'columns', 'rows', 'columns', 'rows', 'columns'] as const) {
      (side === 'rows' ? potentials.f : potentials.g).set(plain.softmin(side, 0.01, potentials));
      blocks.softmin(side, 0.01, potentials);
    }
    potentials.g.forEach((value, j) => {
      if (y.values[2 * j]! > 0) potentials.g[j] = value + 0.3;
    });
    const exact = plain.softmin('rows', 0.01, potentials).slice();
    const single = blocks.softmin('rows', 0.01, potentials);
    const lost = exact.reduce((sum, value, i) => sum + Math.abs(Math.expm1((value - single[i]!) / 0.01)) / 1500, 0);
    expect(lost).toBeLessThan(4e-4);
  });

  test('blocks without mass are skipped, within the mass that may be left out', async () => {
    const engine = createWasmEngine({ threads: 1 });
    engines.push(engine);
    const x = await cloud(gaussianCloud(4000, 2, 'x'));
    const y = await cloud(twoMoons(4000, 'y'));
    const operator = new BlockOperator(engine, x, y, 1e-4);
    const potentials = { f: new Float64Array(4000), g: new Float64Array(4000) };
    for (const epsilon of [10, 2.5, 0.6, 0.15, 0.04, 0.01, 0.01, 0.01, 0.01]) {
      potentials.f.set(operator.softmin('rows', epsilon, potentials));
      potentials.g.set(operator.softmin('columns', epsilon, potentials));
    }
    const before = operator.pairs;
    const skipped = operator.softmin('rows', 0.01, potentials);
    expect(operator.pairs - before).toBeLessThan(0.5 * 4000 * 4000);
    expect(operator.omitted).toBeLessThan(4e-4);
    const all = new BlockOperator(engine, x, y, 1e-30).softmin('rows', 0.01, potentials);
    let lost = 0;
    skipped.forEach((value, i) => {
      lost += Math.abs(Math.expm1((all[i]! - value) / 0.01)) / 4000;
    });
    expect(lost).toBeLessThan(2e-4);
  });

  test('the number of threads changes no bit', async () => {
    const x = await cloud(gaussianCloud(1500, 2, 'x'));
    const y = await cloud(twoMoons(1300, 'y'));
    const results = [1, 3].map((threads) => {
      const engine = createWasmEngine({ threads });
      engines.push(engine);
      const operator = new BlockOperator(engine, x, y, 1e-4);
      const potentials = { f: new Float64Array(1500), g: new Float64Array(1300) };
      for (let k = 0; k < 4; k++) {
        potentials.f.set(operator.softmin('rows', 0.05, potentials));
        potentials.g.set(operator.softmin('columns', 0.05, potentials));
      }
      return potentials;
    });
    expect(results[0]!.f).toEqual(results[1]!.f);
    expect(results[0]!.g).toEqual(results[1]!.g);
  });
});

describe('the tiers agree', () => {
  const x = gaussianCloud(2100, 2, 'tier-x');
  const y = twoMoons(600, 'tier-y');

  test('wasm blocks, with their coarse start, against float64', { timeout: 120_000 }, async () => {
    await chooseBackend('wasm');
    const tensors = memory().numTensors;
    const single = await sinkhornDivergence(x, y, { epsilon: 0.05, gradient: true });
    expect(single.converged).toBe(true);
    const exact = await sinkhornDivergence(x, y, {
      epsilon: 0.05,
      precision: 'double',
      tolerance: 1e-5,
      gradient: true,
    });
    expect(single.value).toBeCloseTo(exact.value, 5);
    single.gradient!.forEach((value, at) => {
      expect(Math.abs(value - exact.gradient![at]!) * 2100).toBeLessThan(2e-2);
    });
    expect(memory().numTensors).toBe(tensors);
  });

  test('tensors of another backend, against float64', { timeout: 120_000 }, async () => {
    await chooseBackend('cpu');
    const small = [gaussianCloud(150, 3, 'x'), gaussianCloud(120, 3, 'y', 0.5, 1)] as const;
    const tensors = memory().numTensors;
    for (const acceleration of ['none', 'auto'] as const) {
      const single = await sinkhornDivergence(...small, { epsilon: 0.3, precision: 'single', acceleration });
      const exact = await sinkhornDivergence(...small, { epsilon: 0.3, precision: 'double' });
      expect(single.converged).toBe(true);
      expect(Math.abs(single.value - exact.value)).toBeLessThan(1e-5);
    }
    expect(memory().numTensors).toBe(tensors);
  });

  test('over-relaxation beats the plain iteration on a device', async () => {
    await chooseBackend('cpu');
    const small = [gaussianCloud(100, 2, 'x'), gaussianCloud(100, 2, 'y', 0.5, 1)] as const;
    const options = { epsilon: 0.02, precision: 'single' as const, tolerance: 1e-3 };
    const plain = await sinkhorn(...small, { ...options, acceleration: 'none' });
    const relaxed = await sinkhorn(...small, options);
    expect(relaxed.iterations).toBeLessThan(0.6 * plain.iterations);
    expect(relaxed.value).toBeCloseTo(plain.value, 4);
  });
});

describe.each(['cpu', 'wasm', 'tensors'] as const)('hard problems on %s', (tier) => {
  const count = tier === 'wasm' ? 260 : 60;
  const solve = async (x: ReturnType<typeof gaussianCloud>, y: ReturnType<typeof gaussianCloud>, options: object) => {
    await chooseBackend(tier === 'wasm' ? 'wasm' : 'cpu');
    const single = tier === 'cpu' ? {} : { precision: 'single' as const };
    const limits = { maxIterations: 400, tolerance: 1e-3 };
    const result = await sinkhornDivergence(x, y, { epsilon: 0.1, ...limits, ...single, ...options });
    for (const values of [result.f, result.g]) expect(values.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(result.value)).toBe(true);
    expect(result.converged).toBe(result.marginalError <= 1e-3);
    return result;
  };
  const standard = gaussianCloud(count, 2, 'hard-x');

  test('identical clouds, and equal points', async () => {
    expect(Math.abs((await solve(standard, standard, {})).value)).toBeLessThan(1e-3);
    const points = (value: number) => ({ values: new Float64Array(2 * count).fill(value), dimension: 2 });
    expect((await solve(points(3), points(-1), {})).value).toBeCloseTo(16, 5);
  });

  test('one point', async () => {
    const one = { values: [0, 0], dimension: 2 };
    const squares = Array.from(standard.values).reduce((sum, value) => sum + value * value, 0) / count;
    const result = await solve(one, standard, {});
    // The only plan is the product: OT = ½ mean |y|².
    expect(result.terms.xy.value).toBeCloseTo(squares / 2, 4);
  });

  test('tiny and huge ε', async () => {
    const other = gaussianCloud(count, 2, 'hard-y', 0.5, 1);
    await solve(standard, other, { epsilon: 0.003 });
    const mean = (values: ArrayLike<number>, k: number) =>
      Array.from(values).reduce((sum, value, at) => sum + (at % 2 === k ? value : 0), 0) / count;
    const squared = [0, 1].reduce((sum, k) => sum + (mean(standard.values, k) - mean(other.values, k)) ** 2, 0);
    // Asked for in single precision, the value is good to 1e-7 of ε.
    const epsilon = tier === 'cpu' ? 1e6 : 1e3;
    expect((await solve(standard, other, { epsilon })).value).toBeCloseTo(squared / 2, tier === 'cpu' ? 4 : 2);
    if (tier === 'wasm') {
      const { value } = await solve(standard, other, { epsilon: 1e6, precision: 'auto' });
      expect(value).toBeCloseTo(squared / 2, 4);
    }
  });

  test('weights over twelve orders, fifty dimensions, clouds far apart, few against many', async () => {
    const other = gaussianCloud(count, 2, 'hard-y', 0.5, 1);
    const uneven = { a: unevenWeights(count, 'hard-a'), b: unevenWeights(count, 'hard-b') };
    expect((await solve(standard, other, uneven)).converged).toBe(true);
    const deep = [gaussianCloud(count, 50, 'deep-x'), gaussianCloud(40, 50, 'deep-y')] as const;
    expect((await solve(...deep, { epsilon: 5 })).converged).toBe(true);
    const far = gaussianCloud(count, 2, 'hard-y', 0.5, 1e4);
    expect((await solve(standard, far, {})).value / 1e8).toBeCloseTo(1, 2);
    expect((await solve(gaussianCloud(3, 2, 'few'), other, {})).converged).toBe(true);
  });
});
