import { gaussianEnergy, quadraticEnergy } from '../bures/index.ts';
import { InputError } from '../errors.ts';
import { matrixOf } from '../linalg/index.ts';
import { momentsOfCloud } from '../metrics/index.ts';
import type { Target } from '../targets/index.ts';
import { type GaussianMeasure, gaussianTransport, ipfpGaussian } from '../transport/index.ts';
import { type FlowSetting, type Particles, type SinkhornFlow, statusAt } from './flow.ts';
import { type GaussianProblem, gaussianDistance, gaussianStart } from './gaussian.ts';

/**
 * The exact recursion between Gaussians. A particle is the image of one point of the reference under the optimal map to each law, as in the
 * mirror flow: rows can be compared with those of that flow, and nothing of their own noise enters the recursion.
 */
export const gaussianFlow: SinkhornFlow = {
  async prepare(setting, particles) {
    const { memory } = setting;
    if (memory.has('law')) return undefined;
    const problem = problemOf(setting, lawAtStart(setting, particles));
    const { matrix, vector } = gaussianStart(problem, setting.initialisation);
    memory.set('potential', packed(vector, matrix));
    memory.set('law', packed(problem.initial.mean, problem.initial.covariance));
    return undefined;
  },
  async step(setting, { values }) {
    const { memory, dimension, epsilon } = setting;
    const potential = unpacked(memory.get('potential')!, dimension);
    const before = unpacked(memory.get('law')!, dimension);
    const law: GaussianMeasure = { mean: before.vector, covariance: before.matrix };
    const { target, reference } = problemOf(setting, law);
    const [next] = ipfpGaussian(target, reference, { epsilon, steps: 1, start: potential });
    memory.set('potential', packed(next!.potential.vector, next!.potential.matrix));
    memory.set('law', packed(next!.mean, next!.covariance));
    const marginalDistance = gaussianDistance(next!, target);
    const toReference = gaussianTransport(law, reference).brenier.apply;
    const fromReference = gaussianTransport(reference, next!).brenier.apply;
    return {
      values: moved(values, dimension, (point) => fromReference(toReference(point))),
      divergence: Math.max(0, gaussianEnergy(next!, quadraticEnergy('kl', setting))),
      report: { status: statusAt(marginalDistance), marginalDistance },
    };
  },
};

function problemOf({ target, reference, epsilon }: FlowSetting, initial: GaussianMeasure): GaussianProblem {
  return {
    target: gaussianMeasure(target, 'target'),
    reference: gaussianMeasure(reference, 'reference'),
    initial,
    epsilon,
  };
}

/** ρ₀; of an ensemble that another method has moved, the Gaussian with the moments of its particles. */
function lawAtStart({ initial, steps, dimension }: FlowSetting, { values, weights }: Particles): GaussianMeasure {
  if (steps === 0) return gaussianMeasure(initial, 'initial');
  return momentsOfCloud({ positions: values, dimension, ...(weights && { weights }) });
}

function gaussianMeasure({ spec, moments, name }: Target, field: string): GaussianMeasure {
  if (spec.type === 'gaussian') return moments!;
  throw new InputError(`${field}: the discretisation gaussian must have a Gaussian here, got ${name}`);
}

function moved(values: Float32Array, dimension: number, map: (point: readonly number[]) => number[]): Float32Array {
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += dimension) {
    out.set(map(Array.from(values.subarray(at, at + dimension))), at);
  }
  return out;
}

const packed = (vector: readonly number[], matrix: GaussianMeasure['covariance']): Float64Array =>
  Float64Array.from([...vector, ...matrixOf(matrix).to1DArray()]);

function unpacked(values: Float64Array, dimension: number): { vector: number[]; matrix: number[][] } {
  const row = (k: number): number[] => Array.from(values.subarray(k * dimension, (k + 1) * dimension));
  return { vector: row(0), matrix: Array.from({ length: dimension }, (_, k) => row(k + 1)) };
}
