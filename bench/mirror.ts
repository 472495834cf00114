import { parseArgs } from 'node:util';
import { symmetricInverse } from '../src/linalg/index.ts';
import { momentsOfCloud } from '../src/metrics/index.ts';
import { gaussianMirrorFlow, gaussianReference } from '../src/mirror/index.ts';
import { banana, gaussian, mixture, type Target } from '../src/targets/index.ts';
import type { BackendName } from '../src/tensor/index.ts';
import { addEnsemble, createWorld, disposeWorld, ensembleOf, positions, step, weights } from '../src/world/index.ts';
import { ipfp, mirrorMcKeanVlasov } from '../systems/index.ts';

/*
 * The mirror McKean-Vlasov diffusion in the plane: how far the covariance is from that of the mirror flow, by problem, estimator and number of particles.
 * Exact are the closed form between Gaussians and, for other targets, the Sinkhorn flow on a grid, extrapolated from ε = .1 and .05 (order 2; the two differ
 * by less than .0005). `bias` is the entry of the covariance that is farthest off in the mean over the seeds, with its standard error; `relative` the whole
 * matrix, ‖S̄ − S‖/‖S‖; `one run` the root mean square of that over single runs, which is mostly the sampling error of n particles; `energy` the energy
 * distance of the mirror coordinates to the reference, with that of an exact sample.
 *
 *   node dist/bench/mirror.js [--count 500,2000] [--seeds 16] [--estimators auto,bures,sinkhorn] [--problems banana] [--step 0.01] [--epsilon 0.5]
 */
const { values: flags } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    count: { type: 'string', default: '500' },
    seeds: { type: 'string', default: '16' },
    estimators: { type: 'string', default: 'potential,bures,sinkhorn' },
    problems: { type: 'string' },
    step: { type: 'string', default: '0.01' },
    epsilon: { type: 'string', default: '0.5' },
    drift: { type: 'string', default: 'divergence' },
  },
});

interface Moments {
  mean: number[];
  covariance: number[][];
}

interface Problem {
  name: string;
  initial: Target;
  target: Target;
  /** Θ */
  reference?: number[][];
  time: number;
}

const standard = gaussian({ dimension: 2 });

/** Σ w_k N(m_k, s_k²) along the direction of .5 rad, times N(0, `across`) across it: its flow from N(0, I) to N(0, I) is that on the line, turned. */
function turned(components: { weight: number; mean: number; scale: number }[], across: number): Target {
  const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
  const matrix = (a: number, b: number): number[][] => [
    [c * c * a + s * s * b, c * s * (a - b)],
    [c * s * (a - b), s * s * a + c * c * b],
  ];
  return mixture({
    weights: components.map(({ weight }) => weight),
    means: components.map(({ mean }) => [c * mean, s * mean]),
    covariances: components.map(({ scale }) => matrix(scale ** 2, across)),
  });
}

const problems: Problem[] = [
  {
    name: 'Gaussian',
    initial: gaussian({ mean: [1, -1], covariance: [[1.5, 0.4], [0.4, 0.7]] }),
    target: gaussian({ mean: [0, 0.5], covariance: [[2, -0.5], [-0.5, 1]] }),
    reference: [[0.6, 0.2], [0.2, 0.9]],
    time: 0.4,
  },
  {
    name: 'Example 3',
    initial: standard,
    target: gaussian({ covariance: [[4, 0], [0, 2]] }),
    reference: [[1, 0], [0, 0.5]],
    time: 1,
  },
  {
    name: 'mixture',
    initial: standard,
    target: turned([{ weight: 0.3, mean: -1, scale: 0.5 }, { weight: 0.7, mean: 1, scale: 0.8 }], 0.49),
    time: 1,
  },
  {
    name: 'two modes',
    initial: standard,
    target: turned([{ weight: 0.5, mean: -1.5, scale: 0.6 }, { weight: 0.5, mean: 1.5, scale: 0.6 }], 1),
    time: 1,
  },
  { name: 'bent', initial: standard, target: banana({ scale: 1, curvature: 0.5 }), time: 1 },
  { name: 'banana', initial: standard, target: banana({ scale: 2, curvature: 0.25 }), time: 1 },
]; // biome-ignore format: a table

async function exactly(problem: Problem): Promise<Moments> {
  const { initial, target, reference, time } = problem;
  if (target.spec.type === 'gaussian') {
    const { mean, covariance } = target.moments!;
    const flow = gaussianMirrorFlow({
      initial: initial.moments!,
      target: { mean, precision: symmetricInverse(covariance) },
      reference: gaussianReference(2, { ...(reference && { covariance: reference }) }),
    });
    const law = flow(time);
    return { mean: law.mean, covariance: law.covariance.to2DArray() };
  }
  const [coarse, fine] = [await onGrid(problem, 0.1), await onGrid(problem, 0.05)];
  const extrapolated = (a: number, b: number): number => (4 * b - a) / 3;
  return {
    mean: fine.mean.map((value, k) => extrapolated(coarse.mean[k]!, value)),
    covariance: fine.covariance.map((row, k) => row.map((value, l) => extrapolated(coarse.covariance[k]![l]!, value))),
  };
}

async function onGrid({ initial, target, time }: Problem, epsilon: number): Promise<Moments> {
  const world = await createWorld({ seed: 'exact', backend: flags.backend as BackendName });
  const method = ipfp({ epsilon, discretisation: 'grid', initialisation: 'entropic' });
  const grid = addEnsemble(world, { name: 'grid', count: 140 ** 2, initial, target, method });
  await step(world, { steps: Math.round(time / epsilon) });
  const moments = momentsOfCloud({
    positions: await positions(world, grid),
    weights: await weights(world, grid),
    dimension: 2,
  });
  disposeWorld(world);
  return moments;
}

interface Run extends Moments {
  failed?: undefined;
  seconds: number;
  solver: Record<string, unknown>;
}

async function run(
  { initial, target, reference, time }: Problem,
  count: number,
  estimator: string,
  seed: string,
): Promise<Run | { failed: string }> {
  const world = await createWorld({ seed, backend: flags.backend as BackendName });
  const stepSize = Number(flags.step);
  const method = mirrorMcKeanVlasov({
    stepSize,
    estimator: estimator as 'auto',
    epsilon: Number(flags.epsilon),
    drift: flags.drift as 'divergence',
    reference: reference ? { covariance: reference } : { type: 'gaussian' },
  });
  const start = performance.now();
  const ensemble = ensembleOf(world, addEnsemble(world, { name: 'mirror', count, initial, target, method }));
  await step(world, { steps: Math.round(time / stepSize) });
  const seconds = (performance.now() - start) / 1000;
  const { mean, covariance } = momentsOfCloud({ positions: await positions(world, ensemble.entity), dimension: 2 });
  const { status, solver, reason } = ensemble;
  disposeWorld(world);
  if (status === 'stopped') return { failed: reason! };
  const unbiased = covariance.map((row) => row.map((entry) => (entry * count) / (count - 1)));
  return { mean, covariance: unbiased, seconds, solver };
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

/** ‖S − S*‖/‖S*‖ for the rows of entries of two matrices. */
const relative = (entries: number[], exact: number[]): number =>
  Math.hypot(...entries.map((entry, k) => entry - exact[k]!)) / Math.hypot(...exact);

function line(runs: Run[], exact: Moments): string {
  const wanted = exact.covariance.flat();
  const entries = wanted.map((_, k) => runs.map(({ covariance }) => covariance.flat()[k]!));
  const means = entries.map(mean);
  const off = means.map((value, k) => value - wanted[k]!);
  const worst = off.reduce((at, value, k) => (Math.abs(value) > Math.abs(off[at]!) ? k : at), 0);
  const error = deviation(entries[worst]!) / Math.sqrt(runs.length);
  const oneRun = Math.sqrt(mean(runs.map(({ covariance }) => relative(covariance.flat(), wanted) ** 2)));
  const energy = mean(runs.map(({ solver }) => Number(solver.mirrorEnergyDistance)));
  const floor = mean(runs.map(({ solver }) => Number(solver.mirrorEnergyFloor)));
  return [
    `${off[worst]! < 0 ? '-' : '+'}${Math.abs(off[worst]!).toFixed(3)} ± ${error.toFixed(3)}`.padStart(17),
    relative(means, wanted).toFixed(3).padStart(9),
    oneRun.toFixed(3).padStart(8),
    `${energy.toFixed(4)} / ${floor.toFixed(4)}`.padStart(17),
    mean(runs.map(({ seconds }) => seconds))
      .toFixed(2)
      .padStart(8),
  ].join(' ');
}

console.log(
  `covariance of the mirror diffusion, ${flags.seeds} seeds, h = ${flags.step}, drift ${flags.drift}, ε = ${flags.epsilon}`,
);
console.log('problem    estimator      n              bias  relative  one run  energy / exact     s a run  runs');
for (const problem of problems.filter(({ name }) => !flags.problems || flags.problems.split(',').includes(name))) {
  const exact = await exactly(problem);
  console.log(
    `${problem.name.padEnd(10)} exact ${JSON.stringify(exact.covariance.flat().map((entry) => Number(entry.toFixed(4))))}`,
  );
  for (const count of flags.count.split(',').map(Number)) {
    for (const estimator of flags.estimators.split(',')) {
      const runs: Run[] = [];
      const failures: string[] = [];
      for (let seed = 0; seed < Number(flags.seeds); seed++) {
        const result = await run(problem, count, estimator, `s${seed}`);
        if (result.failed !== undefined) failures.push(result.failed);
        else runs.push(result);
      }
      const figures = runs.length > 1 ? line(runs, exact) : '';
      const moved = [...new Set(runs.map(({ solver }) => solver.estimator).filter(Boolean))].join();
      const label = `${problem.name.padEnd(10)} ${estimator.padEnd(10)} ${String(count).padStart(5)}`;
      console.log(`${label} ${figures}  ${runs.length}/${runs.length + failures.length} ${moved} ${failures[0] ?? ''}`);
    }
  }
}
