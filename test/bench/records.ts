import { packArray } from '../../src/bench/packed-array.ts';
import type { BenchRecord } from '../../src/bench/record.ts';
import type { CellResult } from '../../src/bench/result.ts';

/** Numbers of every size and sign, the same at every call. */
export const figures = (length: number, seed = 0): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 10 ** ((i + seed) % 5));

type Setting = { target: string; method: string; replicate: number; spec?: Record<string, unknown>; count?: number };

/** A record without a result: of a failed cell, or to be given one. */
export function emptyRecord({ target, method, replicate, spec = {}, count = 40 }: Setting): BenchRecord {
  const key = [target, method, replicate].map((part) => Buffer.from(String(part)).toString('hex')).join('');
  const seed = `7/${replicate}`;
  return {
    ...{
      target,
      method,
      replicate,
      seed,
      version: '0.1.0+0123456789ab',
      key: key.padEnd(32, '0').slice(0, 31) + replicate,
    },
    cell: {
      name: `${target}/${method}/${replicate}`,
      scene: {
        ...{ name: target, title: target, seed, duration: { gradientEvaluations: 300 } },
        ensembles: [{ name: 'particles', count, method: { type: method, ...spec } }],
      },
      parameters: { warmup: 0.3 },
    },
  };
}

/** What every result has. */
export function result(dimension: number, replicate: number): CellResult {
  const metrics = { 'bias-x': 0.01 * (replicate + 1), 'sliced-w2': 0.25 + replicate, ksd: Number.NaN };
  const evaluations = { gradient: 300, density: 300.5 };
  return {
    ...{ status: 'done', steps: 300, time: 1.5, evaluations, metrics },
    warmup: { gradient: 90, density: 90.25, steps: 90 },
    curve: [
      { evaluations: { gradient: 75, density: 75 }, steps: 75, metrics: { 'bias-x': 0.5, 'sliced-w2': 2 } },
      { evaluations, steps: 300, metrics },
    ],
    solver: { acceptance: 0.8125, stepSize: 0.1 + replicate / 16, divergences: 2 },
    cloud: packArray(figures(6 * dimension, replicate), [6, dimension]),
    stateHash: `hash-${replicate}`,
  };
}

/** A result with draws of independent chains, and with figures of each as NUTS has them. */
export function chainResult(dimension: number, replicate: number, chains: number, draws: number): CellResult {
  const size = chains * draws;
  const shape = [chains, draws];
  const whole = (most: number): Float32Array => Float32Array.from({ length: size }, (_, i) => (i + replicate) % most);
  return {
    ...result(dimension, replicate),
    diagnostics: { chains, draws, rHat: 1.01, bulkEss: 123.5, tailEss: Number.NaN },
    draws: {
      positions: packArray(figures(size * dimension, replicate), [...shape, dimension]),
      logDensity: packArray(figures(size, replicate + 10), shape),
      stats: {
        energy: packArray(figures(size, replicate + 20), shape),
        divergent: packArray(whole(2), shape),
        treeDepth: packArray(whole(4), shape),
        leapfrogs: packArray(whole(8), shape),
        acceptStat: packArray(
          whole(16).map((value) => value / 16),
          shape,
        ),
      },
      stride: 2,
    },
  };
}

/** All replicates of NUTS on a target of 3 dimensions: the second made fewer draws than the first, the third stopped, the fourth failed. */
export function nutsRecords(): BenchRecord[] {
  const setting = { target: 'ring', method: 'nuts', spec: { mass: 'identity', warmup: 90 } };
  const records = [0, 1, 2, 3].map((replicate) => emptyRecord({ ...setting, replicate }));
  return [
    { ...records[0]!, result: chainResult(3, 0, 2, 7), wallTime: { setup: 0.1, warmup: 0.2, run: 0.3, measure: 0.4 } },
    { ...records[1]!, result: chainResult(3, 1, 2, 5), wallTime: { setup: 0.1, warmup: 0.2, run: 0.3, measure: 0.4 } },
    {
      ...records[2]!,
      result: { ...chainResult(3, 2, 2, 1), status: 'stopped', reason: 'step 12: a particle is at NaN' },
    },
    { ...records[3]!, failed: 'RunError: no device' },
  ];
}

/** Two replicates of a method whose particles interact and weigh differently, in 2 dimensions. */
export function ensembleRecords(): BenchRecord[] {
  return [0, 1].map((replicate) => ({
    ...emptyRecord({ target: 'funnel', method: 'weighted-flow', replicate }),
    result: {
      ...result(2, replicate),
      solver: {},
      weights: packArray(
        figures(6, replicate).map((value) => value * value),
        [6],
      ),
    },
    wallTime: { setup: 0.1, run: 0.3 },
  }));
}
