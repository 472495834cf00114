import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError } from '../src/errors.ts';
import { pointsOf } from '../src/targets/index.ts';
import { Column } from '../src/tensor/index.ts';
import { createSinkhornSolver, type SinkhornSolver, type SolvedTransport } from '../src/transport/index.ts';
import {
  type Context,
  cloudOf,
  defineMethod,
  type Ensemble,
  ensembleNamed,
  type ParticleCloud,
  spreadOf,
} from '../src/world/index.ts';

/**
 * ε = AUTO · tr Cov of the destination. On the ring of 8, a banana and a Gaussian in 10 dimensions (1,000 particles), .3 leaves the small
 * scales unresolved at t = 10, .03 to .003 end equally far from fresh samples, and below .01 the worst step takes twice the iterations.
 */
const AUTO = 0.01;
/** So many solves in a row may end above the tolerance. */
const MOST_FAILURES = 5;

const parameters = z.strictObject({
  stepSize: z.number().positive().default(0.2).describe('h, time units; monotone up to 1, stable below 2'),
  to: z
    .union([z.literal('target'), z.strictObject({ ensemble: z.string().min(1) })])
    .default('target')
    .describe('"target": exact samples, or the data of an empirical one; { ensemble: name }: the particles of another'),
  samples: z.int().positive().optional().describe('samples of the target; default one a particle, or all the data'),
  epsilon: z
    .union([z.number().positive(), z.literal('auto')])
    .default('auto')
    .describe(`ε of ½|x − y|² + ε KL; "auto" is ${AUTO} of the trace of the covariance of the destination`),
  tolerance: z.number().positive().default(1e-3).describe('L1 error of the marginals of the coupling'),
  maxIterations: z.int().positive().default(2000).describe('of one Sinkhorn solve'),
});
type Parameters = z.output<typeof parameters>;

/**
 * Particles follow the Wasserstein gradient of the Sinkhorn divergence S_ε(·, ν), ẋ = T_xy(x) − T_xx(x): T_xy(x) = E[y | x] is the barycentric
 * map of the empirical entropic coupling to ν (cost ½|x − y|²), T_xx that of the particles to themselves. Explicit Euler, order 1. Near ν
 * its rates are at most 1 (the mean always has 1, the variance A of a Gaussian 2A/√(4A² + ε²)), so h ≤ 1 is monotone and h < 2 stable. As
 * ε → 0 a step of h = 1 is the barycentric projection onto ν.
 *
 * No density is used: ν is a set of exact samples drawn once, given data, or another ensemble. `energy` is S_ε after each step,
 * `solver` says how the last solve ended. A solve starts from the potentials of the one before.
 */
export const sinkhornCoupling = defineMethod({
  type: 'sinkhorn-coupling',
  component: 'SinkhornCoupling',
  title: 'Sinkhorn coupling',
  source: 'Feydy et al. 2019, "Interpolating between optimal transport and MMD using Sinkhorn divergences", section 3',
  parameters,
  needs: { target: false, gradient: false, samples: true },
  stepSize: ({ stepSize }) => stepSize,
  reads: ({ to }) => (to === 'target' ? [] : [to.ensemble]),
  async prepare(context) {
    const { ensemble, parameters } = context;
    const { columns, count, dimension, memory } = ensemble;
    columns.velocity ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    if (parameters.to === 'target') holdSamples(ensemble, parameters.samples);
    else checkPartner(context, parameters.to.ensemble);
    memory.set('epsilon', Float64Array.of(await epsilonOf(context)));
    await couple(context);
  },
  async advance(context, steps) {
    const { ensemble, parameters } = context;
    const { position, velocity } = ensemble.columns;
    for (let s = 1; s <= steps; s++) {
      if (hasPartnerMoved(context)) await couple(context);
      position.assign(tf.tidy(() => tf.add(position.matrix, tf.mul(velocity!.matrix, parameters.stepSize))));
      ensemble.energy.push([ensemble.time + s * parameters.stepSize, await couple(context)]);
    }
  },
});

/** Draw the samples that stand for the target, or take the data themselves, and keep them. */
function holdSamples(ensemble: Ensemble, samples: number | undefined): void {
  const { target, memory, key, count } = ensemble;
  if (!target?.sample) throw new InputError(`ensemble ${ensemble.name}: sinkhorn-coupling needs a target with samples`);
  const { values, weights } = pointsOf(target, key, count, samples);
  memory.set('points', values);
  if (weights) memory.set('weights', weights);
}

function checkPartner({ world, ensemble }: Context<Parameters>, name: string): void {
  const partner = ensembleNamed(world, name);
  const fail = (message: string): never => {
    throw new InputError(`ensemble ${ensemble.name}: sinkhorn-coupling.to.ensemble ${message}, got "${name}"`);
  };
  if (partner === ensemble) fail('must be another ensemble');
  if (partner.dimension !== ensemble.dimension) fail(`must have dimension ${ensemble.dimension}`);
}

/** ν as it is now. */
async function destinationOf({ world, ensemble, parameters }: Context<Parameters>): Promise<ParticleCloud> {
  if (parameters.to !== 'target') return cloudOf(ensembleNamed(world, parameters.to.ensemble));
  const { memory, dimension } = ensemble;
  return { values: memory.get('points')!, weights: memory.get('weights'), dimension };
}

async function epsilonOf(context: Context<Parameters>): Promise<number> {
  const { epsilon } = context.parameters;
  if (epsilon !== 'auto') return epsilon;
  // Where neither cloud has any extent every ε gives the same flow.
  return AUTO * (spreadOf(await destinationOf(context)) || spreadOf(await cloudOf(context.ensemble))) || 1;
}

/** Whether the velocities were found against an older place of the partner. */
function hasPartnerMoved({ world, ensemble, parameters }: Context<Parameters>): boolean {
  if (parameters.to === 'target') return false;
  return ensembleNamed(world, parameters.to.ensemble).steps !== ensemble.memory.get('partnerSteps')?.[0];
}

/** Solve for the couplings where the particles are now, and set their velocities. @returns S_ε */
async function couple(context: Context<Parameters>): Promise<number> {
  const { world, ensemble, parameters } = context;
  const { columns, memory } = ensemble;
  const { tolerance, maxIterations, to } = parameters;
  const here = await cloudOf(ensemble);
  if (!here.values.every(Number.isFinite))
    throw new Error('a particle became NaN or infinite (try a smaller step size)');
  const there = await destinationOf(context);
  const solver = createSinkhornSolver({ epsilon: memory.get('epsilon')![0]!, tolerance, maxIterations });
  const guess = new Guess(memory, 1 - parameters.stepSize);
  const across = await solveAcross(solver, here, there, guess);
  const within = await solver.solveSelf(here, guess.of('within'), here.weights);
  guess.learn('within', within.f);
  const beyond = to === 'target' && memory.has('beyondValue') ? undefined : await solveBeyond(solver, there, guess);
  if (beyond) memory.set('beyondValue', Float64Array.of(beyond.value));
  const position = columns.position.matrix;
  const velocity = () => tf.sub(across.conditionalMean(position), within.conditionalMean(position));
  columns.velocity!.assign(tf.tidy(velocity));
  if (to !== 'target') memory.set('partnerSteps', Float64Array.of(ensembleNamed(world, to.ensemble).steps));
  report(ensemble, beyond ? [across, within, beyond] : [across, within], tolerance);
  return across.value - 0.5 * (within.value + memory.get('beyondValue')![0]!);
}

async function solveAcross(solver: SinkhornSolver, here: ParticleCloud, there: ParticleCloud, guess: Guess) {
  const [f, g] = [guess.of('f'), guess.of('g')];
  const across = await solver.solve(here, there, f && g && { f, g }, { a: here.weights, b: there.weights });
  guess.learn('f', across.f);
  guess.learn('g', across.g);
  return across;
}

async function solveBeyond(solver: SinkhornSolver, there: ParticleCloud, guess: Guess) {
  const beyond = await solver.solveSelf(there, guess.of('beyond'), there.weights);
  guess.learn('beyond', beyond.f);
  return beyond;
}

/**
 * Where the next potentials will be: p + (1 − h)(p − p′) after p′ and p, because the flow relaxes at the rate 1 where it is slow to
 * converge. It halves the iterations that a start from p itself needs, and more when steps are small.
 */
class Guess {
  readonly #memory: Map<string, Float64Array>;
  readonly #decay: number;

  constructor(memory: Map<string, Float64Array>, decay: number) {
    this.#memory = memory;
    this.#decay = decay;
  }

  of(name: string): Float64Array | undefined {
    const last = this.#memory.get(name);
    const before = this.#memory.get(`${name}Before`);
    return before ? last?.map((value, i) => value + this.#decay * (value - before[i]!)) : last;
  }

  learn(name: string, potential: Float64Array): void {
    const last = this.#memory.get(name);
    if (last) this.#memory.set(`${name}Before`, last);
    this.#memory.set(name, potential);
  }
}

/** Say how the solves ended; give up when they keep failing. */
function report({ memory, solver }: Ensemble, solves: SolvedTransport[], tolerance: number): void {
  const marginalError = Math.max(...solves.map((each) => each.marginalError));
  const iterations = solves.reduce((sum, each) => sum + each.iterations, 0);
  const converged = solves.every((each) => each.converged);
  Object.assign(solver, { converged, marginalError, iterations, epsilon: memory.get('epsilon')![0]! });
  const failures = converged ? 0 : (memory.get('failures')?.[0] ?? 0) + 1;
  memory.set('failures', Float64Array.of(failures));
  if (failures < MOST_FAILURES) return;
  throw new Error(
    `the coupling did not converge ${failures} times running: marginal error ${marginalError.toPrecision(2)}, ` +
      `tolerance ${tolerance} (try a larger epsilon, tolerance or maxIterations)`,
  );
}
