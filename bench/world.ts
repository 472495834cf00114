// What a large world costs: `npm run bench:world`. One ensemble of a million particles: entities, draw, steps, snapshot, resume.
import { performance } from 'node:perf_hooks';
import { addEnsemble, createWorld, ensembleOf, loadWorld, positions, saveWorld, step } from '../src/index.ts';
import { eightGaussians, gaussian } from '../src/targets/index.ts';
import { langevin } from '../systems/index.ts';

const count = Number(process.argv[2] ?? 1e6);
const STEPS = 32;

const megabytes = (): string => `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB peak`;
const identity = [
  [1, 0],
  [0, 1],
];

async function timed<T>(label: string, action: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await action();
  console.log(`${label.padEnd(44)} ${((performance.now() - start) / 1000).toFixed(2).padStart(7)} s   ${megabytes()}`);
  return result;
}

const world = await timed('create a world', () => createWorld({ seed: 'bench' }));
console.log(`backend ${world.backend.name}, ${world.backend.threads} threads`);
const entity = await timed(`draw and enter ${count} particles`, () =>
  addEnsemble(world, {
    name: 'large',
    count,
    initial: gaussian({ mean: [0, 0], covariance: identity }),
    target: eightGaussians(),
    method: langevin({ stepSize: 0.01 }),
  }),
);
await timed(`${STEPS} steps`, async () => {
  await step(world, { steps: STEPS });
  await positions(world, entity);
});
const file = await timed('save', () => saveWorld(world));
console.log(`${' '.repeat(44)} ${(file.length / 1e6).toFixed(1)} MB file`);
const { world: again } = await timed('load', () => loadWorld(file));
const copy = [...again.ensembles.keys()][0]!;
await step(world, { steps: STEPS });
await step(again, { steps: STEPS });
const [a, b] = [await positions(world, entity), await positions(again, copy)];
console.log(
  `resumed run equal bit for bit: ${a.every((value, i) => value === b[i])} (${ensembleOf(again, copy).steps} steps)`,
);
