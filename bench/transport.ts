/**
 * `npm run bench:transport [-- n ...]`: the Sinkhorn divergence between a standard Gaussian and two moons, ε = .01 (cost ½|x − y|²), to an L1 marginal error of
 * 1e-3 in each of the three solves, against the rate of the plain loops in the same run. Other programs on the machine slow the wall clock
 * down; CPU time and ratios are what to compare.
 */
import { keyOf, normals, uniforms } from '../src/random/index.ts';
import { chooseBackend, loops } from '../src/tensor/index.ts';
import { type FlatPoints, sinkhornDivergence } from '../src/transport/index.ts';

const EPSILON = 0.01;
const TOLERANCE = 1e-3;

function gaussian(count: number): FlatPoints {
  return { values: normals(count, 2, { key: keyOf('bench-gaussian'), step: 0, stream: 0 }), dimension: 2 };
}

function moons(count: number): FlatPoints {
  const u = uniforms(count, 2, { key: keyOf('bench-moons'), step: 0, stream: 0 });
  const z = normals(count, 2, { key: keyOf('bench-moons'), step: 1, stream: 0 });
  const values = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const angle = Math.PI * u[2 * i]!;
    const side = u[2 * i + 1]! < 0.5 ? 1 : -1;
    values[2 * i] = side * (Math.cos(angle) - 0.5) + 0.1 * z[2 * i]!;
    values[2 * i + 1] = side * (Math.sin(angle) - 0.25) + 0.1 * z[2 * i + 1]!;
  }
  return { values, dimension: 2 };
}

/** CPU seconds of all threads, wall seconds, and what `work` returned. */
async function timed<T>(work: () => T | Promise<T>): Promise<{ cpu: number; wall: number; result: T }> {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - wall) / 1e3, result };
}

/** Pairs per CPU second of the plain loops. */
async function plainRate(): Promise<number> {
  const count = 2000;
  const x = Float32Array.from(gaussian(count).values);
  const y = Float32Array.from(moons(count).values);
  const out = new Float32Array(count);
  const pass = () => loops.softminLoops(x, y, new Float32Array(count), 2, EPSILON, out);
  pass();
  return (3 * count * count) / (await timed(() => [pass(), pass(), pass()])).cpu;
}

const sizes = process.argv.slice(2).map(Number);
const { threads } = await chooseBackend('wasm');
const plain = await plainRate();
console.log(`S_ε, Gaussian against two moons, ε = ${EPSILON}, marginal error ${TOLERANCE}, ${threads} threads`);
console.log(`plain loops: ${(plain / 1e6).toFixed(1)} M pairs per CPU second`);
// The first solve pays for the compiler and the start of the threads.
await sinkhornDivergence(gaussian(3000), moons(3000), { epsilon: EPSILON, tolerance: TOLERANCE });
for (const count of sizes.length > 0 ? sizes : [5000, 20_000]) {
  const x = gaussian(count);
  const y = moons(count);
  const { cpu, wall, result } = await timed(() => sinkhornDivergence(x, y, { epsilon: EPSILON, tolerance: TOLERANCE }));
  const { xy, xx, yy } = result.terms;
  const terms = [xy, xx, yy];
  console.log(`n = ${count}: S = ${result.value.toFixed(6)} (${result.status})`);
  console.log(
    `  ${wall.toFixed(2)} s wall, ${cpu.toFixed(2)} CPU-s, peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`,
  );
  console.log(
    `  iterations ${terms.map((term) => term.iterations).join(' / ')} (x-y / x-x / y-y), marginal errors ${terms.map((term) => term.marginalError.toExponential(1)).join(' / ')}`,
  );
  console.log(
    `  ${(result.pairs / count ** 2).toFixed(1)} n² pairs summed, ${(result.pairs / cpu / 1e6).toFixed(0)} M pairs per CPU second, ${(result.pairs / cpu / plain).toFixed(0)} times the plain loops`,
  );
}
