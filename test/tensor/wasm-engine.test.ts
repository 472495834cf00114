import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { InputError, RunError } from '../../src/errors.ts';
import { philox } from '../../src/random/index.ts';
import { Allocator } from '../../src/tensor/wasm/allocator.ts';
import {
  blobWasm,
  createWasmEngine,
  defaultThreads,
  kernelSumWasm,
  randomWasm,
  softminWasm,
  type WasmEngine,
} from '../../src/tensor/wasm/index.ts';
import { points } from './kernel-expectations.ts';

const engines: WasmEngine[] = [];

function engineOf(threads: number): WasmEngine {
  const engine = createWasmEngine({ threads });
  engines.push(engine);
  return engine;
}

afterAll(() => {
  for (const engine of engines) engine.dispose();
});

describe('threads', () => {
  const n = 3001;
  const [x, y, v] = [points(n, 2, 1), points(n, 2, 2), points(n, 3, 3)];
  const [h, u] = [points(n, 1, 4), points(n, 1, 5)];

  /** The results of every kernel, one after the other. */
  function results(engine: WasmEngine): Uint32Array[] {
    const draw = { key: [1, 2] as const, step: 3, stream: 0 };
    const shape = { d: 2, width: 3 };
    return [
      softminWasm(engine, x, y, h, 2, 0.1, new Float32Array(n)),
      softminWasm(engine, x, y, h, 2, 1e-4, new Float32Array(n)),
      kernelSumWasm(engine, x, y, v, h, shape, { epsilon: 0.1, normalised: true }, new Float32Array(3 * n)),
      kernelSumWasm(engine, x, y, v, undefined, shape, { epsilon: 1e-3, normalised: false }, new Float32Array(3 * n)),
      blobWasm(engine, 'forceChange', { x, p: y, u: h, w: u }, 2, 0.05, new Float32Array(2 * n)),
      randomWasm(engine, 'fillNormals', n, 5, draw, new Float32Array(5 * n)),
    ].map((values) => new Uint32Array(values.buffer));
  }

  test('the same bits for any number of them', async () => {
    const one = results(engineOf(1));
    for (const threads of [2, 4]) {
      const engine = engineOf(threads);
      for (let round = 0; round < 4; round++) {
        expect(results(engine)).toEqual(one);
        // Workers start meanwhile, so later rounds have more of them than the first.
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    }
  });

  test('workers take part', async () => {
    const engine = engineOf(2);
    const rows = 4000;
    const out = engine.alloc(8 * 16 * rows);
    const scratch = engine.alloc(1 << 20);
    const deadline = performance.now() + 20_000;
    // Thread t leaves its last tile in its own scratch: when thread 1 has written there, it has worked.
    const perThread = engine.call('softminScratch', 1, 64);
    const at = (scratch + perThread) / 4;
    engine.f32().fill(-77, at, at + perThread / 4);
    const block = engine.alloc(64 * rows);
    engine.f32().fill(0, block / 4, block / 4 + 16 * rows);
    while (engine.f32()[at] === -77 && performance.now() < deadline) {
      engine.parallel('logSums', rows, 16, [1, 16, block, block, block, block, 1, scratch, out]);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(engine.f32()[at]).not.toBe(-77);
  });

  test('many small calls in a row all complete', () => {
    const engine = engineOf(3);
    const [a, b, c] = [points(64, 2, 1), points(64, 2, 2), points(64, 1, 3)];
    const expected = [...softminWasm(engine, a, b, c, 2, 0.5, new Float32Array(64))];
    for (let call = 0; call < 3000; call++) {
      const out = softminWasm(engine, a, b, c, 2, 0.5, new Float32Array(64));
      if (out[call % 64] !== expected[call % 64]) expect([...out]).toEqual(expected);
    }
  });

  test('a kernel that fails on any of them throws, and the next call is clean', async () => {
    const engine = engineOf(2);
    const [x, h] = [points(3000, 2, 1), points(3000, 1, 3)];
    const expected = softminWasm(engine, x, x, h, 2, 0.5, new Float32Array(3000));
    for (let round = 0; round < 5; round++) {
      const beyond = 2 ** 31 - 4096;
      expect(() => engine.parallel('fillNormals', 1000, 1, [2, 0, 0, 0, 1, 2, beyond, beyond])).toThrow();
      expect(softminWasm(engine, x, x, h, 2, 0.5, new Float32Array(3000))).toEqual(expected);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  });

  test('a process with threads ends by itself', () => {
    const script = `
      import { createWasmEngine } from './src/tensor/wasm/index.ts';
      const engine = createWasmEngine({ threads: 3 });
      await new Promise((resolve) => setTimeout(resolve, 200));
      console.log(engine.threads);
    `;
    const jiti = 'import { createJiti } from "jiti"; const jiti = createJiti(process.cwd() + "/x.ts");';
    const code = `${jiti} await jiti.evalModule(${JSON.stringify(script)}, { filename: process.cwd() + "/x.ts", async: true });`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: '3\n' });
  });
});

describe('number of threads', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('OTTOFLOW_THREADS sets it', () => {
    vi.stubEnv('OTTOFLOW_THREADS', '3');
    expect(defaultThreads()).toBe(3);
  });

  test('from 1 to 8 by default', () => {
    vi.stubEnv('OTTOFLOW_THREADS', '');
    expect(defaultThreads()).toBeGreaterThanOrEqual(1);
    expect(defaultThreads()).toBeLessThanOrEqual(8);
  });

  test.each(['0', '-1', '2.5', 'many', '1e9'])('OTTOFLOW_THREADS=%s is refused by name', (value) => {
    vi.stubEnv('OTTOFLOW_THREADS', value);
    expect(() => defaultThreads()).toThrow(InputError);
    expect(() => defaultThreads()).toThrow(`OTTOFLOW_THREADS: ${value}`);
  });
});

describe('memory', () => {
  test('grows, and views follow', () => {
    const engine = engineOf(1);
    const before = engine.f32();
    const pointer = engine.alloc(64 << 20);
    expect(engine.f32()).not.toBe(before);
    engine.f32()[pointer / 4 + (16 << 20) - 1] = 5;
    expect(engine.f32()[pointer / 4 + (16 << 20) - 1]).toBe(5);
    expect(engine.f64().buffer).toBe(engine.memory.buffer);
    expect(engine.i32()).toBe(engine.i32());
  });

  test('scratch is given back, also after an error', () => {
    const engine = engineOf(1);
    const first = engine.scratch(() => engine.alloc(1000));
    expect(() =>
      engine.scratch(() => {
        engine.alloc(1000);
        throw new RunError('stop');
      }),
    ).toThrow('stop');
    expect(engine.scratch(() => engine.alloc(1000))).toBe(first);
  });

  test('kernels leave the memory as they found it', () => {
    const engine = engineOf(2);
    const run = (): number => {
      softminWasm(engine, points(500, 2, 1), points(500, 2, 2), points(500, 1, 3), 2, 0.01, new Float32Array(500));
      return engine.memory.buffer.byteLength;
    };
    const size = run();
    for (let call = 0; call < 20; call++) expect(run()).toBe(size);
    expect(engine.mark()).toBe(0);
  });

  test('100,000 points take O(n + m) memory', () => {
    const engine = engineOf(1);
    const n = 100_000;
    const y = points(n, 2, 2);
    kernelSumWasm(
      engine,
      y.subarray(0, 32),
      y,
      y,
      undefined,
      { d: 2, width: 2 },
      { epsilon: 1, normalised: true },
      new Float32Array(64),
    );
    blobWasm(engine, 'density', { x: y }, 2, 1e-3, new Float32Array(n));
    expect(engine.memory.buffer.byteLength).toBeLessThan(200 * n);
  });

  test('one that cannot be had is said so', () => {
    expect(() => engineOf(1).alloc(2 ** 34)).toThrow(RunError);
  });

  test('an unknown export is named', () => {
    expect(() => engineOf(1).call('nothing')).toThrow('nothing');
    expect(() => engineOf(1).parallel('nothing', 1, 1, [])).toThrow('nothing');
  });
});

describe('blocks', () => {
  test('never overlap, and freed room is used again', () => {
    const steps = fc.array(fc.record({ free: fc.boolean(), pick: fc.nat(), bytes: fc.nat(5000) }), { maxLength: 80 });
    fc.assert(
      fc.property(steps, (actions) => {
        let end = 0;
        const allocator = new Allocator(100, (needed) => (end = Math.max(end, needed)));
        const live = new Map<number, number>();
        for (const { free, pick, bytes } of actions) {
          if (free && live.size > 0) {
            const pointer = [...live.keys()][pick % live.size]!;
            allocator.free(pointer);
            live.delete(pointer);
            continue;
          }
          const pointer = allocator.allocate(bytes);
          expect(pointer % 64).toBe(0);
          expect(pointer).toBeGreaterThanOrEqual(100);
          expect(pointer + bytes).toBeLessThanOrEqual(end);
          for (const [other, size] of live) expect(pointer + bytes <= other || other + size <= pointer).toBe(true);
          live.set(pointer, Math.max(bytes, 1));
        }
        const most = end;
        for (const pointer of live.keys()) allocator.free(pointer);
        if (most > 0) expect(allocator.allocate(most - 128)).toBe(128);
        expect(end).toBe(most);
      }),
      { seed: 4 },
    );
  });

  test('freeing what is not a block is an error', () => {
    const allocator = new Allocator(0, () => {});
    const pointer = allocator.allocate(10);
    allocator.free(pointer);
    expect(() => allocator.free(pointer)).toThrow('no block');
  });
});

describe('Philox in SIMD', () => {
  test('gives the words of src/random for any counter and key', () => {
    const engine = engineOf(1);
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
        const out = engine.mark();
        const pointer = engine.alloc(64);
        engine.call('philoxWords', ...counter, ...key, pointer);
        const words = new Uint32Array(engine.memory.buffer, pointer, 16);
        for (let lane = 0; lane < 4; lane++) {
          const [first, ...rest] = counter;
          const expected = philox((first + lane) >>> 0, ...rest, key, new Uint32Array(4));
          expect([0, 1, 2, 3].map((w) => words[4 * w + lane])).toEqual([...expected]);
        }
        engine.release(out);
      }),
      { seed: 5 },
    );
  });
});

describe('NaN', () => {
  test('a row with one has no result, the others keep theirs; a column with one spoils all', () => {
    const engine = engineOf(2);
    const [x, y, h] = [points(40, 2, 1), points(30, 2, 2), points(30, 1, 3)];
    const clean = softminWasm(engine, x, y, h, 2, 0.1, new Float32Array(40));
    const spoilt = softminWasm(
      engine,
      x.map((value, at) => (at === 9 ? Number.NaN : value)),
      y,
      h,
      2,
      0.1,
      new Float32Array(40),
    );
    for (let i = 0; i < 40; i++) expect(spoilt[i]).toBe(i === 4 ? Number.NaN : clean[i]);
    const none = softminWasm(engine, x, y.fill(Number.NaN, 3, 4), h, 2, 0.1, new Float32Array(40));
    expect([...none].every(Number.isNaN)).toBe(true);
  });
});
