// The speed of Langevin: `npm run bench:langevin`. Millions of particle-steps per second of the fused wasm kernel on one thread and on all, of
// the same steps composed of tfjs wasm ops, and of a custom target with the same density through autodiff, all taken in one run; best of
// several. Ratios travel between machines, rates do not.
import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs-core';
import type { Key } from '../src/random/index.ts';
import {
  banana,
  custom,
  doubleWell,
  eightGaussians,
  eightSchools,
  funnel,
  gaussian,
  langevinSteps,
  logisticRegression,
  mixture,
  quartic,
  studentMixture,
  type Target,
} from '../src/targets/index.ts';
import { chooseBackend } from '../src/tensor/index.ts';
import { createWasmEngine, defaultThreads, langevinWasm, type WasmEngine } from '../src/tensor/wasm/index.ts';

const COUNT = 10_000;
const FUSED_STEPS = 16;
const key: Key = [1, 2];
const stepSize = 1e-3;

const correlated = [
  [1, 0.3, 0, 0],
  [0.3, 2, 0.5, 0],
  [0, 0.5, 1, -0.2],
  [0, 0, -0.2, 0.5],
];

const targets: [string, Target][] = [
  ['ring of 8', eightGaussians()],
  ['gaussian d=2', gaussian({ dimension: 2 })],
  ['gaussian d=4, full', gaussian({ covariance: correlated })],
  ['mixture d=2, full', mixture({ means: [[0, 0], [2, 1]], covariances: [[[1, 0.3], [0.3, 1]], [[1, 0], [0, 0.2]]] })],
  ['student mixture d=2', studentMixture({ means: [[-2, 0], [2, 1]], scale: 1 })],
  ['banana', banana()],
  ['funnel d=10', funnel()],
  ['quartic d=2', quartic({ dimension: 2 })],
  ['double well d=2', doubleWell({ dimension: 2 })],
  ['penguins d=3', logisticRegression()],
  ['eight schools d=10', eightSchools()],
]; // biome-ignore format: a table

/** Particle-steps per second of `run`, which makes `steps` steps: the best of the calls that fit into a second. */
async function rate(steps: number, run: () => tf.Tensor | undefined): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + 1000;
  for (let call = 0; call < 3 || performance.now() < end; call++) {
    const start = performance.now();
    const result = run();
    await result?.data();
    best = Math.min(best, performance.now() - start);
    result?.dispose();
  }
  return (COUNT * steps) / (best / 1000);
}

function fused(engine: WasmEngine, target: Target, positions: Float32Array): Promise<number> {
  const out = new Float32Array(positions.length);
  const options = { target: target.fused!, stepSize, key, firstStep: 0, steps: FUSED_STEPS };
  return rate(FUSED_STEPS, () => {
    langevinWasm(engine, options, positions, out);
    return undefined;
  });
}

function throughOps(target: Target, x: tf.Tensor2D): Promise<number> {
  const plain: Target = { ...target, fused: undefined };
  return rate(2, () => langevinSteps(plain, x, { stepSize, key, firstStep: 0, steps: 2 }));
}

const millions = (value: number): string => (value / 1e6).toFixed(2).padStart(9);
const times = (value: number): string => `${value.toFixed(1)}×`.padStart(9);

await chooseBackend('wasm');
const one = createWasmEngine({ threads: 1 });
const all = createWasmEngine();
const headings = ['1 thread', `${defaultThreads()} threads`, 'composed', 'ratio', 'ratio/thr', 'custom', 'cost'];
console.log(`Langevin, ${COUNT} particles, millions of particle-steps per second`);
console.log(`${'target'.padEnd(22)}${headings.map((heading) => heading.padStart(10)).join('')}`);
for (const [name, target] of targets) {
  const positions = target.sample!(COUNT, 'bench');
  const x = tf.tensor2d(positions, [COUNT, target.dimension]);
  const single = await fused(one, target, positions);
  const threaded = await fused(all, target, positions);
  const composed = await throughOps(target, x);
  const byAutodiff = await throughOps(custom({ dimension: target.dimension, logDensity: target.logDensity }), x);
  const cells = [millions(single), millions(threaded), millions(composed)];
  const ratios = [times(threaded / composed), times(single / composed)];
  console.log(
    `${name.padEnd(22)} ${[...cells, ...ratios, millions(byAutodiff), times(composed / byAutodiff)].join(' ')}`,
  );
  x.dispose();
}
console.log('ratio: fused over composed; custom: the same density through autodiff; cost: composed over custom.');
one.dispose();
all.dispose();
