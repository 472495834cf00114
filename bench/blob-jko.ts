import { parseArgs } from 'node:util';
import { eightGaussians, gaussian, type Target } from '../src/targets/index.ts';
import type { BackendName } from '../src/tensor/index.ts';
import { addEnsemble, createWorld, disposeWorld, ensembleOf, step } from '../src/world/index.ts';
import { blobJko } from '../systems/index.ts';

/*
 * Seconds a step of the blob JKO in two dimensions, with the default bandwidth and tolerance. The first step also brings the independent
 * draws of the start into order, so it is shown apart from the median of the others.
 *
 *   node dist/bench/blob-jko.js [--backend wasm] [--count 1000,5000] [--steps 8] [--solver newton]
 */
const { values: flags } = parseArgs({
  options: {
    backend: { type: 'string', default: 'auto' },
    count: { type: 'string', default: '1000,5000' },
    steps: { type: 'string', default: '8' },
    solver: { type: 'string', default: 'newton' },
  },
});

const problems: [name: string, target: Target, initial: Target][] = [
  [
    'Gaussian',
    gaussian({ dimension: 2 }),
    gaussian({
      mean: [0, 0],
      covariance: [
        [0.25, 0],
        [0, 0.25],
      ],
    }),
  ],
  ['ring of 8', eightGaussians(), gaussian({ dimension: 2 })],
];

interface Measured {
  seconds: number;
  /** Of all threads: what a loaded machine still measures right. */
  cpu: number;
  iterations: number;
  products: number;
  gradients: number;
}

async function measure(target: Target, initial: Target, count: number): Promise<Measured[]> {
  const world = await createWorld({ seed: 'bench', backend: flags.backend as BackendName });
  const method = blobJko({ stepSize: 0.1, solver: flags.solver as 'newton' });
  const ensemble = ensembleOf(world, addEnsemble(world, { name: 'blob', count, initial, target, method }));
  const measured: Measured[] = [];
  for (let k = 0; k < Number(flags.steps); k++) {
    const gradientsBefore = ensemble.gradientEvaluations;
    const start = performance.now();
    const busy = process.cpuUsage();
    await step(world, { steps: 1 });
    measured.push({
      seconds: (performance.now() - start) / 1000,
      cpu: cpuSeconds(process.cpuUsage(busy)),
      iterations: ensemble.solver.iterations as number,
      products: ensemble.solver.hessianProducts as number,
      gradients: (ensemble.gradientEvaluations - gradientsBefore) / count,
    });
  }
  disposeWorld(world);
  return measured;
}

const cpuSeconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function line(label: string, { seconds, cpu, iterations, products, gradients }: Measured): string {
  const cells = [
    `${seconds.toFixed(3)} s`,
    `${cpu.toFixed(3)} CPU s`,
    `${iterations} iterations`,
    `${products} products`,
    `${gradients} gradients`,
  ];
  return `  ${label.padEnd(12)}${cells.map((cell) => cell.padStart(16)).join('')}`;
}

for (const [name, target, initial] of problems) {
  for (const count of flags.count.split(',').map(Number)) {
    const [first, ...others] = await measure(target, initial, count);
    const typical = Object.fromEntries(
      (['seconds', 'cpu', 'iterations', 'products', 'gradients'] as const).map((key) => [
        key,
        median(others.map((each) => each[key])),
      ]),
    ) as unknown as Measured;
    console.log(`${name}, n = ${count}, ${flags.solver} (gradients: evaluations per particle)`);
    console.log(line('first step', first!));
    console.log(line('median step', typical));
  }
}
const { maxRSS } = process.resourceUsage();
console.log(`peak memory ${(maxRSS / 1024).toFixed(0)} MB`);
process.exit(0);
