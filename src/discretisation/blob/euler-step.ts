import { requireFiniteEnergy } from '../../energies/index.ts';
import { RunError } from '../../errors.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowStep, GradientFlowParameters } from '../discretisation.ts';
import { exploded, stabilityLimit } from '../stability-limit.ts';
import { type BlobCloud, blobCloud, moveTo } from './cloud.ts';
import { largestCurvature } from './curvature.ts';

/** The curvature is measured at the first step and then once in so many. */
const STRIDE = 10;

/**
 * One explicit step X − ηG, in float64, whether it is stable or not: `solver` says λ_max(H), the largest stable step 2/λ_max, and on which
 * side η lies.
 *
 * Cost: one evaluation of F and G. λ_max is measured at the first step, at every tenth, when the bandwidth has changed, and after a step
 * along which the energy curved more than that; it takes an evaluation and about ten Hessian-vector products.
 *
 * @throws RunError when the energy is no longer finite
 */
export async function blobEulerStep(ensemble: Ensemble, parameters: GradientFlowParameters): Promise<FlowStep> {
  const { stepSize } = parameters;
  const cloud = await blobCloud(ensemble, parameters);
  const { value, gradient, largest, age, products } = await stateOf(ensemble, cloud);
  requireFiniteEnergy(value);
  const { points } = cloud;
  const end = moveTo(
    ensemble,
    points.map((x, i) => x - stepSize * gradient[i]!),
  );
  const after = await cloud.energy.at(end);
  if (!Number.isFinite(after.value)) throw new RunError(exploded(stepSize, largest));
  const outgrown = curvatureAlong(points, gradient, end, after.gradient) > largest;
  remember(ensemble, end, after, { largest, age: outgrown ? STRIDE : age + 1 });
  const stable = stepSize * largest < 2;
  return {
    energyBefore: value,
    energyAfter: after.value,
    rebased: cloud.rebased,
    solver: {
      status: stable ? 'stable' : 'beyond-the-stability-limit',
      stable,
      largestCurvature: largest,
      ...stabilityLimit(largest),
      hessianProducts: products,
      bandwidth: cloud.bandwidth,
    },
  };
}

interface State {
  readonly value: number;
  readonly gradient: Float64Array;
  readonly largest: number;
  /** Steps since the curvature was measured. */
  readonly age: number;
  readonly products: number;
}

/** Energy, gradient and curvature: as the step before left them, unless something has changed since or the curvature is old. */
async function stateOf(ensemble: Ensemble, { points, energy, rebased }: BlobCloud): Promise<State> {
  const [value, largest, age] = ensemble.memory.get('eulerState') ?? [];
  const gradient = ensemble.memory.get('gradient');
  const place = ensemble.memory.get('gradientAt');
  const untouched = place?.every((x, i) => x === points[i]);
  if (untouched && !rebased && age! < STRIDE) {
    return { value: value!, gradient: gradient!, largest: largest!, age: age!, products: 0 };
  }
  const model = await energy.at(points);
  const measured = await largestCurvature(ensemble, model);
  return { value: model.value, gradient: model.gradient, age: 0, ...measured };
}

function remember(
  { memory }: Ensemble,
  points: Float64Array,
  { value, gradient }: { value: number; gradient: Float64Array },
  { largest, age }: { largest: number; age: number },
): void {
  memory.set('gradientAt', points);
  memory.set('gradient', gradient);
  memory.set('eulerState', Float64Array.of(value, largest, age));
}

/** sᵀ(G⁺ − G)/sᵀs for the step s: the mean curvature along it, which an explosion shows first. */
function curvatureAlong(x: Float64Array, g: Float64Array, end: Float64Array, gradientThere: Float64Array): number {
  let along = 0;
  let squared = 0;
  for (let i = 0; i < x.length; i++) {
    const s = end[i]! - x[i]!;
    along += s * (gradientThere[i]! - g[i]!);
    squared += s * s;
  }
  return squared > 0 ? along / squared : 0;
}
