import { getBackend, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { ensureBackend, loops, softmin } from '../tensor/index.ts';
import type { FlatPoints } from '../transport/index.ts';
import { type DiscreteMeasure, type DiscreteProblem, halfSquaresMinus, heightsOf, type IpfpState } from './discrete.ts';

/** Above so many pairs the soft minima come from the backend in float32, where it is faster than the host. */
const MOST_HOST_PAIRS = 1_000_000;

/** Points to carry by a map, row-major [q, d]. */
export interface MapOptions {
  /** ∇g of a reference e^{−g} (or ∇f, from the target) at the points, row-major [q, d]: takes the first-order bias of entropy off the map. */
  gradient?: ArrayLike<number>;
}

/**
 * IPFP between samples of e^{−f} and samples of e^{−g}, each of equal mass: `ipfp(sampleProblem(…), { start, steps })` gives the potentials
 * at the samples, `marginalOf` the weights of the samples of e^{−f} that stand for ρ_k, and the functions below continue both to all of space.
 *
 * @throws InputError when a cloud has no whole row, a coordinate is not finite, the dimensions differ or ε is not positive
 */
export function sampleProblem(target: FlatPoints, reference: FlatPoints, epsilon: number): DiscreteProblem {
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new InputError(`epsilon is ${epsilon}, but must be a positive number`);
  }
  const x = uniformMeasure(target, 'target');
  const y = uniformMeasure(reference, 'reference');
  if (x.dimension !== y.dimension) {
    throw new InputError(`reference has dimension ${y.dimension}, but target has dimension ${x.dimension}`);
  }
  return {
    target: x,
    reference: y,
    epsilon,
    softmin: (at, heights) =>
      at === 'target' ? softminAt(x.values, y, heights, epsilon) : softminAt(y.values, x, heights, epsilon),
  };
}

/** φ_k at any points, row-major [q, d]: ε log ∫ exp((x·y − ψ_{k−1}(y))/ε) e^{−g} dy. @returns [q] */
export async function potentialAt(
  { reference, epsilon }: DiscreteProblem,
  { conjugate }: Pick<IpfpState, 'conjugate'>,
  points: Float64Array,
): Promise<Float64Array> {
  const values = await softminAt(points, reference, heightsOf(reference, conjugate, epsilon), epsilon);
  return halfSquaresMinus({ values: points, dimension: reference.dimension }, values);
}

/**
 * The map T of the flow that pushes e^{−g} forward to ρ_k, at any points y, row-major [q, d]: the entropic map E[x | y] = ∇ψ_{k−1}(y) of the
 * plan. It errs by O(ε), and by O(ε²) plus the sampling error with `gradient` = ∇g(y), since ψ_{k−1} = φ_t* − (ε/2)g + O(ε²).
 *
 * @returns row-major [q, d]
 */
export function mapToTarget(
  { target, epsilon }: DiscreteProblem,
  { previous }: Pick<IpfpState, 'previous'>,
  points: Float64Array,
  options: MapOptions = {},
): Float64Array {
  return debiased(conditionalMeans(points, target, previous, epsilon), epsilon, options);
}

/** The map back, the mirror map ∇u of ρ_k at any points x, row-major [q, d]: E[y | x] = ∇φ_k(x), with `gradient` = −∇log ρ_k(x) if it is known. */
export function mapToReference(
  { reference, epsilon }: DiscreteProblem,
  { conjugate }: Pick<IpfpState, 'conjugate'>,
  points: Float64Array,
  options: MapOptions = {},
): Float64Array {
  return debiased(conditionalMeans(points, reference, conjugate, epsilon), epsilon, options);
}

function uniformMeasure({ values, dimension }: FlatPoints, name: string): DiscreteMeasure {
  const count = values.length / dimension;
  if (!(Number.isInteger(count) && count > 0)) {
    throw new InputError(`${name} has ${values.length} numbers, but must be whole rows of ${dimension}`);
  }
  const bad = values.findIndex((value: number) => !Number.isFinite(value));
  if (bad >= 0) throw new InputError(`${name} has the coordinate ${values[bad]}, but must be finite`);
  const logMasses = new Float64Array(count).fill(-Math.log(count));
  return { values: Float64Array.from(values), dimension, logMasses };
}

async function softminAt(
  points: Float64Array,
  { values, dimension }: DiscreteMeasure,
  heights: Float64Array,
  epsilon: number,
): Promise<Float64Array> {
  const count = points.length / dimension;
  const many = count * heights.length > MOST_HOST_PAIRS;
  if (many) await ensureBackend();
  if (!many || getBackend() === 'cpu') {
    return loops.softminLoops(points, values, heights, dimension, epsilon, new Float64Array(count));
  }
  const result = tidy(() =>
    softmin(
      tensor2d(Float32Array.from(points), [count, dimension]),
      tensor2d(Float32Array.from(values), [heights.length, dimension]),
      tensor1d(Float32Array.from(heights)),
      epsilon,
    ),
  );
  const values64 = Float64Array.from(await result.data());
  result.dispose();
  return values64;
}

/** The mean of the measure under the weights ∝ mass · exp((z·w − potential(w))/ε) at each point z. */
function conditionalMeans(
  points: Float64Array,
  measure: DiscreteMeasure,
  potential: Float64Array,
  epsilon: number,
): Float64Array {
  const { values, dimension: d } = measure;
  if (points.length % d !== 0) throw new InputError(`points has ${points.length} numbers, but must be rows of ${d}`);
  const heights = heightsOf(measure, potential, epsilon);
  const shape = { d, width: d };
  const options = { epsilon, normalised: true };
  return loops.kernelSumLoops(points, values, values, heights, shape, options, new Float64Array(points.length));
}

function debiased(images: Float64Array, epsilon: number, { gradient }: MapOptions): Float64Array {
  if (!gradient) return images;
  if (gradient.length !== images.length) {
    throw new InputError(`gradient has ${gradient.length} numbers, but must have ${images.length} like the points`);
  }
  return images.map((value, i) => value + 0.5 * epsilon * gradient[i]!);
}
