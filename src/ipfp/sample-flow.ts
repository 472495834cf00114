import { InputError, RunError } from '../errors.ts';
import { type Key, keyOf } from '../random/index.ts';
import type { Target } from '../targets/index.ts';
import { sinkhorn } from '../transport/index.ts';
import { type DiscreteProblem, halfSquaresMinus } from './discrete.ts';
import { discreteStep, rememberStart } from './discrete-flow.ts';
import type { FlowSetting, Particles, SinkhornFlow } from './flow.ts';
import { potentialAt, sampleProblem } from './samples.ts';

/**
 * Samples of e^{−f} (or data) and of e^{−g}: empirical IPFP. The particles are the samples of the target: they stay, and their weights
 * exp((φ_k − φ_{k−1})/ε)/n are the law.
 */
export const sampleFlow: SinkhornFlow = {
  async prepare(setting, particles) {
    if (!setting.memory.has('potential')) await start(setting, particles);
    return { values: Float32Array.from(setting.memory.get('points')!) };
  },
  async step(setting) {
    return discreteStep(setting.memory, problemOf(setting));
  },
};

async function start(setting: FlowSetting, particles: Particles): Promise<void> {
  const { memory, count, target, reference, resolution = count, key, steps, initialisation } = setting;
  if (steps > 0 && initialisation !== 'entropic') {
    throw new InputError(
      `initialisation: ${initialisation} needs the density of the law, which is not known of an ensemble that another method ` +
        'has moved; must be entropic',
    );
  }
  memory.set('points', samplesOf(target, count, key, 'target'));
  memory.set('referencePoints', samplesOf(reference, resolution, keyOf(key.join(), 'reference'), 'reference'));
  const problem = problemOf(setting);
  await rememberStart(setting, problem, () => entropicStart(setting, problem, particles));
}

/** The data themselves where there is one row a particle, else a sample. */
function samplesOf({ spec, sample, name }: Target, count: number, key: Key, field: string): Float64Array {
  if (spec.type === 'empirical' && !spec.weights && (spec.points as number[][]).length === count) {
    return Float64Array.from((spec.points as number[][]).flat());
  }
  if (sample) return Float64Array.from(sample(count, key));
  throw new InputError(`${field}: the discretisation samples needs a measure that can be sampled, ${name} cannot`);
}

function problemOf({ memory, dimension, epsilon }: FlowSetting): DiscreteProblem {
  const cloud = (name: string) => ({ values: memory.get(name)!, dimension });
  return sampleProblem(cloud('points'), cloud('referencePoints'), epsilon);
}

/** u_ε from the particles as they were drawn from ρ₀, continued to the samples of the target. */
async function entropicStart(
  { dimension, epsilon }: FlowSetting,
  problem: DiscreteProblem,
  { values, weights }: Particles,
): Promise<Float64Array> {
  const { reference, target } = problem;
  const law = { values, dimension };
  const { g, converged, marginalError } = await sinkhorn(law, { values: reference.values, dimension }, {
    epsilon,
    ...(weights && { a: weights }),
  }); // biome-ignore format: the options last
  if (!converged) {
    throw new RunError(
      `epsilon: the entropic plan of the start was not found at ${epsilon} (marginal error ${marginalError}); must be larger`,
    );
  }
  const conjugate = halfSquaresMinus(reference, Float64Array.from(g));
  return potentialAt(problem, { conjugate }, target.values);
}
