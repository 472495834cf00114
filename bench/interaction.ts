import { parseArgs } from 'node:util';
import { type Energy, interactionEnergy, jkoStep, type KernelInput } from '../src/energies/index.ts';
import { keyOf, normals } from '../src/random/index.ts';

/*
 * CPU seconds (of all threads: what a loaded machine still measures right) of interaction energies of a normal cloud in the plane: one
 * evaluation with its gradient, one Hessian-vector product, and a JKO step of .1 with either solver, which after the first start from where
 * that ended.
 *
 *   node dist/bench/interaction.js [--count 5000] [--tolerance 1e-4]
 */
const { values: flags } = parseArgs({
  options: { count: { type: 'string', default: '5000' }, tolerance: { type: 'string', default: '1e-4' } },
});

const kernels: KernelInput[] = [
  { type: 'attractive-repulsive', repulsion: 0 },
  { type: 'attractive-repulsive' },
  { type: 'keller-segel' },
  { type: 'morse' },
];

/** Standard normals. */
const cloud = (seed: string): Float64Array => normals(Number(flags.count), 2, { key: keyOf(seed), step: 0, stream: 0 });

async function timed<T>(work: () => Promise<T>): Promise<[seconds: string, T]> {
  const busy = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(busy);
  return [`${((user + system) / 1e6).toFixed(3)} CPU s`, result];
}

async function derivatives(energy: Energy): Promise<void> {
  const [x, p] = [cloud('points'), cloud('direction')];
  await (await energy.at(x)).hessianVector(p);
  const [evaluation, model] = await timed(() => energy.at(x));
  const [product] = await timed(() => model.hessianVector(p));
  console.log(`  evaluation ${evaluation}, product ${product}`);
}

async function steps(energy: Energy, solver: 'newton' | 'l-bfgs'): Promise<void> {
  let points = cloud('points');
  for (const label of ['first', 'second']) {
    const [seconds, step] = await timed(() =>
      jkoStep(points, energy, { stepSize: 0.1, solver, tolerance: Number(flags.tolerance) }),
    );
    points = step.points;
    const { iterations, evaluations, hessianProducts, status } = step;
    console.log(
      `  ${label} step, ${solver}: ${seconds}, ${iterations} iterations, ${evaluations} evaluations, ${hessianProducts} products, ${status}`,
    );
  }
}

for (const kernel of kernels) {
  const energy = interactionEnergy({ kernel, dimension: 2 });
  console.log(`${JSON.stringify(kernel)}, n = ${flags.count}`);
  await derivatives(energy);
  await steps(energy, 'newton');
  await steps(energy, 'l-bfgs');
}
