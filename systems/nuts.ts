import { z } from 'zod';
import { Adaptation, reasonableStepSize } from '../src/adaptation/index.ts';
import { RunError } from '../src/errors.ts';
import {
  Decisions,
  drawMomenta,
  evaluationsOf,
  leapfrogAcceptance,
  nutsTransition,
  type Points,
  type TrajectoryStatistics,
} from '../src/hamiltonian/index.ts';
import { warmupParameters } from '../src/metropolis/index.ts';
import { Stream } from '../src/random/index.ts';
import { Column } from '../src/tensor/index.ts';
import { defineMethod, type Ensemble } from '../src/world/index.ts';

const { warmup, targetAcceptance, mass } = warmupParameters('∇ log π');
const parameters = z.strictObject({
  stepSize: z
    .number()
    .positive()
    .default(0.1)
    .describe('ε, time units of the Hamiltonian dynamics; with a warm-up where its search begins'),
  maxDepth: z
    .int()
    .min(1)
    .max(20)
    .default(10)
    .describe('doublings of a trajectory at most: 2^maxDepth − 1 leapfrog steps'),
  warmup,
  targetAcceptance: targetAcceptance.default(0.8),
  mass: mass.default('diagonal'),
});
type Parameters = z.output<typeof parameters>;

/**
 * The no-U-turn sampler as Stan runs it: leapfrog trajectories that double in a random direction of time until they turn back, of which the next state is
 * drawn with weights e^{−H}; maximal depth 10, divergent where H rises by more than 1000. A step is one transition of every chain; its physical
 * time is counted as one step size, whatever the length of the trajectories.
 *
 * Step size and the diagonal of the mass are ONE for the whole ensemble, learnt from all chains during the first `warmup` evaluations
 * per particle and kept from then on. In that time, unlike in Stan, no trajectory is longer than a twentieth of the warm-up: what is learnt from few long
 * ones is worse than what is learnt from many short ones. On a Gaussian of d = 20 with scales from 0.1 to 10, 90 evaluations then find
 * trajectories of 7 leapfrog steps; without that limit they are spent on 4 transitions, and 185 steps are left.
 *
 * Where a trajectory ends depends on the numbers met on its way, so that every leapfrog step is read back from the device: fast on wasm and cpu,
 * slower on webgpu, where each of up to 2^maxDepth − 1 readings is waited for. Only chains that are still under way are evaluated.
 *
 * `solver`, of the last transition: `acceptance` (the mean of Stan's accept_stat), `stepSize`, `treeDepth` and `leapfrogs` (means over the chains);
 * since the warm-up `divergences` and `maxDepthReached`, how many transitions diverged and how many reached `maxDepth`; and whether the warm-up lasts. The memories
 * `treeDepth`, `leapfrogs`, `acceptStat`, `divergent` and `energy` hold the last transition of each chain, [n].
 */
export const nuts = defineMethod({
  type: 'nuts',
  component: 'Nuts',
  title: 'No-U-turn sampler',
  source: 'Hoffman & Gelman 2014; Betancourt 2017, "A conceptual introduction to Hamiltonian Monte Carlo", appendix A',
  parameters,
  needs: { target: true, gradient: true, density: true, samples: false },
  independentChains: true,
  stepSize: ({ stepSize }) => stepSize,
  async prepare({ ensemble, parameters }) {
    const evaluations = evaluationsPerParticle(ensemble);
    await evaluateHere(ensemble);
    if (parameters.warmup > 0 && !ensemble.memory.has('adaptation'))
      await beginWarmup(ensemble, { ...parameters, evaluations });
  },
  async advance({ ensemble, parameters }) {
    const { memory, key, count, dimension, steps: step, target } = ensemble;
    const adaptation = Adaptation.load(memory, { ...parameters, dimension });
    const { stepSize, inverseMass, finished: isWarm } = adaptation;
    const { states, statistics } = await nutsTransition(
      await statesOf(ensemble),
      drawMomenta(count, inverseMass, { key, step, stream: Stream.velocity }),
      evaluationsOf(target!),
      {
        ...{ stepSize, inverseMass, maxDepth: isWarm ? parameters.maxDepth : warmupDepth(parameters) },
        decisions: decisionsOf(ensemble),
      },
    );
    writeStates(ensemble, states);
    countEvaluations(ensemble, sumOf(statistics.leapfrogs));
    const acceptance = sumOf(statistics.acceptStat) / count;
    for (const [name, values] of Object.entries(statistics)) memory.set(name, values);
    if (isWarm) countTroubles(ensemble, statistics, parameters.maxDepth);
    else {
      adaptation.learn({ acceptance, positions: states.position, evaluations: evaluationsPerParticle(ensemble) });
      adaptation.save(memory);
    }
    const warmup = parameters.warmup > 0 && { warmup: !adaptation.finished };
    ensemble.solver = { acceptance, stepSize, ...meansOf(statistics), ...troublesOf(ensemble), ...warmup };
  },
});

/** The target where the particles are now. @throws RunError where no trajectory can start; none ever ends there */
async function evaluateHere(ensemble: Ensemble): Promise<void> {
  const { columns, count, dimension, target } = ensemble;
  columns.logDensity ??= new Column(new Float32Array(count), [count]);
  columns.gradient ??= new Column(new Float32Array(count * dimension), [count, dimension]);
  const { logDensity, gradient } = await evaluationsOf(target!)(await columns.position.pull());
  if (!(logDensity.every(Number.isFinite) && gradient.every(Number.isFinite)))
    throw new RunError('log density or its gradient is not finite at a particle, from where no trajectory can start');
  columns.logDensity.write(logDensity);
  columns.gradient.write(gradient);
  countEvaluations(ensemble, count);
}

async function beginWarmup(ensemble: Ensemble, settings: Parameters & { evaluations: number }): Promise<void> {
  const { key, count, dimension, steps: step, memory, target } = ensemble;
  const start = await statesOf(ensemble);
  const inverseMass = new Float64Array(dimension).fill(1);
  const momenta = drawMomenta(count, inverseMass, { key, step, stream: Stream.noise });
  const acceptanceOf = (stepSize: number): Promise<number> => {
    countEvaluations(ensemble, count);
    return leapfrogAcceptance(start, momenta, evaluationsOf(target!), { stepSize, inverseMass });
  };
  const stepSize = await reasonableStepSize(acceptanceOf, settings.stepSize);
  Adaptation.load(memory, { ...settings, dimension, stepSize }).save(memory);
}

/** A warm-up has room for this many of its longest trajectories. */
const FEWEST_TRANSITIONS = 20;

const warmupDepth = ({ maxDepth, warmup }: Parameters): number =>
  Math.max(1, Math.min(maxDepth, Math.floor(Math.log2(1 + warmup / FEWEST_TRANSITIONS))));

const decisionsOf = ({ count, key, steps: step }: Ensemble): Decisions =>
  new Decisions(count, { key, step, stream: Stream.decision });

async function statesOf({ columns }: Ensemble): Promise<Points> {
  const { position, logDensity, gradient } = columns;
  return {
    position: await position.pull(),
    logDensity: await logDensity!.pull(),
    gradient: await gradient!.pull(),
  };
}

function writeStates({ columns }: Ensemble, { position, logDensity, gradient }: Points): void {
  columns.position.write(position);
  columns.logDensity!.write(logDensity);
  columns.gradient!.write(gradient);
}

function countEvaluations(ensemble: Ensemble, evaluations: number): void {
  ensemble.gradientEvaluations += evaluations;
  ensemble.densityEvaluations += evaluations;
}

const evaluationsPerParticle = ({ gradientEvaluations, count }: Ensemble): number => gradientEvaluations / count;

const meansOf = ({ treeDepth, leapfrogs }: TrajectoryStatistics) => ({
  treeDepth: sumOf(treeDepth) / treeDepth.length,
  leapfrogs: sumOf(leapfrogs) / leapfrogs.length,
});

/** Those of a transition after the warm-up, beside all before. */
function countTroubles(ensemble: Ensemble, { divergent, treeDepth }: TrajectoryStatistics, maxDepth: number): void {
  const { divergences, maxDepthReached } = troublesOf(ensemble);
  const deepest = treeDepth.filter((depth) => depth === maxDepth).length;
  ensemble.memory.set('troubles', Float64Array.of(divergences + sumOf(divergent), maxDepthReached + deepest));
}

function troublesOf({ memory }: Ensemble): { divergences: number; maxDepthReached: number } {
  const [divergences = 0, maxDepthReached = 0] = memory.get('troubles') ?? [];
  return { divergences, maxDepthReached };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, each) => sum + each, 0);
