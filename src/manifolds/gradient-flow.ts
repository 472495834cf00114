import { scaled } from '../linalg/index.ts';
import { type Followed, follow } from './follow.ts';
import type { Manifold } from './manifold.ts';
import type { PointPotential } from './potential.ts';
import { mapRows, meanOf, rowOf } from './rows.ts';
import { tangentModel } from './tangent-model.ts';

export interface GradientFlowOptions {
  /** The time to follow the flow for, > 0. */
  stepSize: number;
  /** See `follow`. Default 1e-6. */
  tolerance?: number;
}

/** The Riemannian gradient flow ẋ = −grad V(x) of each particle over the time `stepSize`. */
export function gradientFlow(
  manifold: Manifold,
  potential: PointPotential,
  start: Float64Array,
  { stepSize, tolerance = 1e-6 }: GradientFlowOptions,
): Promise<Followed> {
  return follow(manifold, potential, start, {
    field: (points, { differentials }) =>
      mapRows(points, manifold.dimension, (x, i) =>
        scaled(-1, manifold.gradient(x, rowOf(differentials, manifold.dimension, i))),
      ),
    duration: stepSize,
    tolerance,
  });
}

export interface ExplicitStep {
  readonly points: Float64Array;
  readonly energyBefore: number;
  readonly energyAfter: number;
  /** The largest eigenvalue of Hess V at the start, over all particles: the step is stable below 2/λ_max, where that is positive. */
  readonly largestCurvature: number;
}

/** One explicit Euler step of each particle along its geodesic: x ← exp_x(−η grad V(x)). */
export async function explicitStep(
  manifold: Manifold,
  potential: PointPotential,
  start: Float64Array,
  { stepSize }: { stepSize: number },
): Promise<ExplicitStep> {
  const { dimension: d } = manifold;
  const rows = Array.from({ length: start.length / d }, (_, i) => i);
  const model = await potential.at(start);
  const seconds = await model.secondDerivatives(rows);
  let largestCurvature = Number.NEGATIVE_INFINITY;
  const points = mapRows(start, d, (x, i) => {
    const differential = rowOf(model.differentials, d, i);
    const { curvatures } = tangentModel(manifold, x, { differential, secondDerivatives: rowOf(seconds, d * d, i) });
    largestCurvature = Math.max(largestCurvature, curvatures.at(-1)!);
    return manifold.exp(x, scaled(-stepSize, manifold.gradient(x, differential)));
  });
  const energyAfter = meanOf((await potential.at(points)).values);
  return { points, energyBefore: meanOf(model.values), energyAfter, largestCurvature };
}
