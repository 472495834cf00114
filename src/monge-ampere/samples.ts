import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { ipfpStep, mapToTarget, marginalOf, sampleProblem } from '../ipfp/index.ts';
import { symmetricInverse } from '../linalg/index.ts';
import { type Key, keyOf } from '../random/index.ts';
import { gradLogDensity, requireDensity, type Target } from '../targets/index.ts';
import { type AffineMap, affineImage, affineTransport } from './affine-map.ts';
import { requirePositive, targetPotential } from './potential.ts';
import { type MongeAmpereProblem, type MongeAmpereSolver, statusOf } from './solver.ts';
import { requireAffineStart } from './start-map.ts';

/** t/ε may miss a whole number by the rounding of sums. */
const WHOLE = 1e-6;

/**
 * From samples: the target is known by data alone, the reference by its density and by noise, the particles or a draw of its own. k = t/ε iterations of IPFP
 * between the data and the noise give the potentials, and T_t(y) = E[x | y] + (ε/2)∇g(y) is the entropic map without its bias of first order in ε, defined for
 * any y. O(n + m) memory.
 *
 * A map that averages data spreads less than they do; `effectiveSampleSize` near 0 says that ε is too small for so few.
 */
export const samplesSolver: MongeAmpereSolver = {
  async start({ target, reference, initial, epsilon, stepSize, resolution, key, samples }, memory) {
    iterationsOf(stepSize, epsilon);
    requireDensity(initial, 'initial');
    requireDensity(reference, 'reference');
    const start = requireAffineStart(initial, reference);
    const data = dataOf(target, resolution, key);
    const surprise = requirePositive(await targetPotential(initial)(data), data, `initial (${initial.name})`);
    memory.set('data', data);
    if (samples !== undefined) memory.set('noise', drawn(reference, samples, keyOf(key.join(), 'noise'), 'reference'));
    // φ₀ + (ε/2) log ρ₀: second order in ε.
    memory.set(
      'potential',
      brenierPotential(data, start).map((value, i) => value - 0.5 * epsilon * surprise[i]!),
    );
    memory.set('clock', Float64Array.of(0));
  },

  async advance(problem, memory) {
    const { stepSize, epsilon, target, reference } = problem;
    const iterations = iterationsOf(stepSize, epsilon);
    const plan = planOf(problem, memory);
    let state = await ipfpStep(plan, memory.get('potential')!);
    for (let k = 1; k < iterations; k++) state = await ipfpStep(plan, state.potential);
    memory.set('previous', state.previous);
    memory.set('potential', state.potential);
    memory.set(
      'clock',
      memory.get('clock')!.map((time) => time + stepSize),
    );
    const { divergence, effectiveSampleSize, error } = marginalOf(plan, state);
    return {
      energy: divergence,
      solver: {
        status: statusOf(error / epsilon, 1),
        innerSteps: iterations,
        residual: error,
        effectiveSampleSize,
        resolution: memory.get('data')!.length / target.dimension,
        noise: noiseOf(problem, memory).length / reference.dimension,
        epsilon,
      },
    };
  },

  map(problem, memory) {
    const { reference, initial } = problem;
    const time = memory.get('clock')![0]!;
    const previous = memory.get('previous');
    if (!previous) return affineTransport(requireAffineStart(initial, reference), time);
    const plan = planOf(problem, memory);
    return {
      time,
      dimension: reference.dimension,
      image: (points) => mapToTarget(plan, { previous }, points, { gradient: gradientOf(reference, points) }),
      inverse: (points) => points.map(() => Number.NaN),
    };
  },
};

/** The data of an empirical target, or so many samples of another one, or of one with weights. */
function dataOf(target: Target, count: number, key: Key): Float64Array {
  const { spec } = target;
  if (spec.type === 'empirical' && !spec.weights) return Float64Array.from((spec.points as number[][]).flat());
  return drawn(target, count, key, 'target');
}

function drawn({ sample, name }: Target, count: number, key: Key, field: string): Float64Array {
  if (sample) return Float64Array.from(sample(count, key));
  throw new InputError(`${field}: must be data or a measure that can be sampled, ${name} cannot`);
}

/** What the map is fitted to. */
const noiseOf = ({ noise }: MongeAmpereProblem, memory: ReadonlyMap<string, Float64Array>): Float64Array =>
  memory.get('noise') ?? noise;

function planOf(problem: MongeAmpereProblem, memory: ReadonlyMap<string, Float64Array>) {
  const { dimension } = problem.reference;
  const noise = { values: noiseOf(problem, memory), dimension };
  return sampleProblem({ values: memory.get('data')!, dimension }, noise, problem.epsilon);
}

function iterationsOf(stepSize: number, epsilon: number): number {
  const iterations = Math.round(stepSize / epsilon);
  if (iterations >= 1 && Math.abs(stepSize / epsilon - iterations) < WHOLE * iterations) return iterations;
  throw new InputError(
    `stepSize: must be a multiple of epsilon (${epsilon}), the time of an iteration, got ${stepSize}`,
  );
}

/** φ₀ = the conjugate of φ₀*: its gradient origin + M⁻¹(x − mean), at points. */
function brenierPotential(points: Float64Array, { mean, matrix, origin }: AffineMap): Float64Array {
  const d = mean.length;
  const slopes = affineImage(points, { mean: origin, matrix: symmetricInverse(matrix), origin: mean });
  return Float64Array.from({ length: points.length / d }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += 0.5 * (points[i * d + k]! - mean[k]!) * (slopes[i * d + k]! + origin[k]!);
    return sum;
  });
}

/** ∇g: of a Gaussian in float64, else by the backend, which must be one that answers at once. */
function gradientOf(reference: Target, points: Float64Array): Float64Array {
  const { dimension, spec, moments } = reference;
  if (spec.type === 'gaussian') {
    const zero = new Array<number>(dimension).fill(0);
    return affineImage(points, { mean: zero, matrix: symmetricInverse(moments!.covariance), origin: moments!.mean });
  }
  const rows = Float32Array.from(points);
  const gradient = tidy(() => gradLogDensity(reference, tensor2d(rows, [points.length / dimension, dimension])));
  const values = Float64Array.from(gradient.dataSync(), (value) => -value);
  gradient.dispose();
  return values;
}
