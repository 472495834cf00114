// The speed of the kernels: `npm run bench:kernels`. Pairs per second of the plain loops and of the wasm kernels on one thread and on all,
// taken in one run; medians. Ratios travel between machines, rates do not.
import { performance } from 'node:perf_hooks';
import { normals as normalLoops, uniforms } from '../src/random/index.ts';
import { loops } from '../src/tensor/index.ts';
import {
  blobWasm,
  createWasmEngine,
  defaultThreads,
  kernelSumWasm,
  randomWasm,
  softminWasm,
  type WasmEngine,
} from '../src/tensor/wasm/index.ts';

/** Rows of the plain loops: enough to time them, too few to wait for. */
const PLAIN_PAIRS = 4e6;

interface Cloud {
  x: Float32Array;
  y: Float32Array;
  h: Float32Array;
  v: Float32Array;
  n: number;
  d: number;
}

interface Row {
  name: string;
  /** What is counted: pairs, or numbers. */
  amount: number;
  plainAmount: number;
  plain: () => void;
  wasm: (engine: WasmEngine) => void;
}

function cloud(n: number, d: number): Cloud {
  const numbers = (width: number, step: number, scale: number): Float32Array =>
    Float32Array.from(uniforms(n, width, { key: [1, 2], step, stream: 0 }), (u) => scale * (2 * u - 1));
  return { x: numbers(d, 0, 2), y: numbers(d, 1, 2), h: numbers(1, 2, 0.5), v: numbers(3, 3, 1), n, d };
}

/** The first rows of x: what the plain loops get. */
function someRows({ x, n, d }: Cloud): Float32Array {
  return x.subarray(0, d * Math.min(n, Math.max(1, Math.ceil(PLAIN_PAIRS / n))));
}

function softminRow(points: Cloud, epsilon: number): Row {
  const { x, y, h, n, d } = points;
  const some = someRows(points);
  const out = new Float32Array(n);
  return {
    name: `softmin    d=${d} n=${n} ε=${epsilon}`,
    amount: n * n,
    plainAmount: (some.length / d) * n,
    plain: () => loops.softminLoops(some, y, h, d, epsilon, new Float32Array(some.length / d)),
    wasm: (engine) => softminWasm(engine, x, y, h, d, epsilon, out),
  };
}

function kernelSumRow(points: Cloud, width: number, epsilon: number, normalised: boolean): Row {
  const { x, y, n, d } = points;
  const some = someRows(points);
  const v = points.v.subarray(0, n * width);
  const out = new Float32Array(n * width);
  const shape = { d, width };
  const options = { epsilon, normalised };
  return {
    name: `kernelSum  d=${d} n=${n} ε=${epsilon} k=${width}${normalised ? ' normalised' : ''}`,
    amount: n * n,
    plainAmount: (some.length / d) * n,
    plain: () =>
      loops.kernelSumLoops(some, y, v, undefined, shape, options, new Float32Array((some.length / d) * width)),
    wasm: (engine) => kernelSumWasm(engine, x, y, v, undefined, shape, options, out),
  };
}

type BlobSum = 'density' | 'force' | 'densityChange' | 'forceChange';

/** The plain loops of a cloud of fewer particles: they have no rows to leave out. */
function plainBlob(kind: BlobSum, bandwidth: number): [pairs: number, run: () => void] {
  const n = Math.floor(Math.sqrt(PLAIN_PAIRS));
  const { x, y, h } = cloud(n, 2);
  const one = new Float32Array(n);
  const two = new Float32Array(2 * n);
  const runs: Record<BlobSum, () => void> = {
    density: () => loops.blobDensityLoops(x, 2, bandwidth, one),
    force: () => loops.blobForceLoops(x, h, 2, bandwidth, two),
    densityChange: () => loops.blobDensityChangeLoops(x, y, 2, bandwidth, one),
    forceChange: () => loops.blobForceChangeLoops(x, y, h, h, 2, bandwidth, two),
  };
  return [n * n, runs[kind]];
}

function blobRow({ x, y, h, n, d }: Cloud, kind: BlobSum, bandwidth: number): Row {
  const out = new Float32Array(kind === 'density' || kind === 'densityChange' ? n : n * d);
  const [plainAmount, plain] = plainBlob(kind, bandwidth);
  const inputs = { x, p: y, u: h, w: h };
  return {
    name: `blob ${kind} d=${d} n=${n} δ=${bandwidth}`,
    amount: n * n,
    plainAmount,
    plain,
    wasm: (engine) => blobWasm(engine, kind, inputs, d, bandwidth, out),
  };
}

function normalsRow(width: number): Row {
  const count = Math.round(2e6 / width);
  const draw = { key: [1, 2] as const, step: 0, stream: 0 };
  const out = new Float32Array(count * width);
  return {
    name: `normals    width ${width} (numbers)`,
    amount: count * width,
    plainAmount: (count / 10) * width,
    plain: () => normalLoops(count / 10, width, draw),
    wasm: (engine) => randomWasm(engine, 'fillNormals', count, width, draw, out),
  };
}

/**
 * Median seconds of each of the runs, which take turns, so that whatever else the machine does meets all alike: at least 5 rounds and half
 * a second, but one round where that takes longer than 4 s.
 */
function secondsOf(runs: (() => void)[]): number[] {
  const times: number[][] = runs.map(() => []);
  const start = performance.now();
  for (let round = 0; round < 5 || performance.now() - start < 500; round++) {
    runs.forEach((run, at) => {
      const before = performance.now();
      run();
      times[at]!.push((performance.now() - before) / 1000);
    });
    if (round === 0 && performance.now() - start > 4000) break;
  }
  return times.map((list) => list.sort((a, b) => a - b)[list.length >> 1]!);
}

/** V8 starts wasm in a quick compile and replaces it while it runs: give it time to. */
function warmUp(engines: WasmEngine[]): void {
  for (const engine of engines) for (const row of rows([2000])) secondsOf([() => row.wasm(engine)]);
}

function rows(sizes: number[]): Row[] {
  return [
    ...sizes.flatMap((n) => [2, 10, 50].map((d) => softminRow(cloud(n, d), d))),
    ...[1, 3].flatMap((k) => [2, 10, 50].map((d) => kernelSumRow(cloud(sizes[0]!, d), k, d, false))),
    kernelSumRow(cloud(sizes[0]!, 2), 3, 2, true),
    // Narrow kernels, where most tiles are out of reach and count as done.
    softminRow(cloud(sizes[0]!, 2), 0.001),
    kernelSumRow(cloud(sizes[0]!, 2), 1, 0.01, false),
    ...(['density', 'force', 'densityChange', 'forceChange'] as const).flatMap((kind) =>
      [10, 0.1].map((bandwidth) => blobRow(cloud(sizes[0]!, 2), kind, bandwidth)),
    ),
    ...[1, 2, 10].map(normalsRow),
  ];
}

function report(row: Row, engines: WasmEngine[]): void {
  const runs = engines.map((engine) => () => row.wasm(engine));
  const [plainSeconds, ...seconds] = secondsOf([row.plain, ...runs]);
  const plain = row.plainAmount / plainSeconds!;
  const rates = seconds.map((time) => row.amount / time);
  const cells = [
    row.name.padEnd(44),
    (plain / 1e9).toFixed(4),
    ...rates.map((rate) => (rate / 1e9).toFixed(3)),
    ...rates.map((rate) => `${(rate / plain).toFixed(1)}×`),
    `${(seconds.at(-1)! * 1000).toFixed(1)} ms`,
  ];
  console.log(cells.map((cell) => cell.padStart(9)).join(' '));
}

function main(): void {
  const threads = defaultThreads();
  const engines =
    threads > 1 ? [createWasmEngine({ threads: 1 }), createWasmEngine({ threads })] : [createWasmEngine()];
  const columns = engines.map((engine) => `${engine.threads} thr`);
  const heads = ['plain', ...columns, ...columns.map((name) => `${name}/pl`), 'time'];
  console.log(`10⁹ pairs (or numbers) per second, ratios to the plain loops, and the time on ${threads} threads`);
  console.log([' '.repeat(44), ...heads.map((head) => head.padStart(9))].join(' '));
  warmUp(engines);
  for (const row of rows([5000, 20_000])) report(row, engines);
  report(softminRow(cloud(100_000, 2), 2), engines.slice(-1));
  console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
  for (const engine of engines) engine.dispose();
}

main();
