import { RunError } from '../errors.ts';
import { type Followed, follow } from './follow.ts';
import type { Manifold } from './manifold.ts';
import type { PointPotential, PotentialModel } from './potential.ts';
import { mapRows, rowOf } from './rows.ts';
import { combine, type TangentModel, tangentModel } from './tangent-model.ts';

export interface ModifiedFlowOptions {
  /** η > 0 of the modified energy, and the time to follow its flow for. */
  stepSize: number;
  /** Default 'pade'. */
  form?: 'pade' | 'plain';
  /** See `follow`. Default 1e-6. */
  tolerance?: number;
}

export interface ModifiedFlow extends Followed {
  /** The extreme eigenvalues of Hess V at the start, over all particles. */
  readonly smallestCurvature: number;
  readonly largestCurvature: number;
}

/**
 * By what a form multiplies the part of −grad V along an eigenvector of Hess V with the eigenvalue λ; the curvature that no particle may
 * have, and why.
 */
const forms = {
  plain: {
    factor: (curvature: number, stepSize: number) => 1 - (stepSize / 2) * curvature,
    forbidden: ({ largest }: Extremes, stepSize: number) => stepSize * largest >= 2 && largest,
    reason: 'the plain form −(I − (η/2)Hess V)grad V is unstable for η·λ ≥ 2',
  },
  pade: {
    factor: (curvature: number, stepSize: number) => 1 / (1 + (stepSize / 2) * curvature),
    forbidden: ({ smallest }: Extremes, stepSize: number) => stepSize * smallest <= -2 && smallest,
    reason: 'the Padé form −(I + (η/2)Hess V)⁻¹grad V is singular for η·λ = −2',
  },
};

interface Extremes {
  smallest: number;
  largest: number;
}

/**
 * The gradient flow of V − (η/4)|grad V|² of each particle over the time η, which the proximal point scheme with the step η follows to second
 * order: ẋ = −(I − (η/2)Hess V) grad V (`plain`), or to the same order ẋ = −(I + (η/2)Hess V)⁻¹ grad V (`pade`), which no positive
 * curvature makes unstable.
 *
 * Source: "Implicit bias of the JKO scheme" (arXiv 2511.14827), the kinetic energy as the bias of a potential.
 *
 * @throws RunError where a curvature of V at the start does not allow the form, or the integrator cannot go on
 */
export async function modifiedFlow(
  manifold: Manifold,
  potential: PointPotential,
  start: Float64Array,
  { stepSize, form = 'pade', tolerance = 1e-6 }: ModifiedFlowOptions,
): Promise<ModifiedFlow> {
  const { factor, forbidden, reason } = forms[form];
  const { dimension: d } = manifold;
  let extremes: Extremes | undefined;
  const followed = await follow(manifold, potential, start, {
    async field(points, model) {
      const models = await tangentModels(manifold, points, model);
      const now = extremesOf(models);
      if (!extremes) {
        const curvature = forbidden(now, stepSize);
        if (curvature !== false) throw new RunError(refusal(reason, curvature, stepSize));
        extremes = now;
      }
      return mapRows(points, d, (_, i) => {
        const { directions, slopes, curvatures } = models[i]!;
        return combine(directions, (k) => {
          const weight = factor(curvatures[k]!, stepSize);
          // Beyond the pole of the Padé form the velocity has the wrong sign: out of its domain.
          return form === 'pade' && weight < 0 ? Number.NaN : -weight * slopes[k]!;
        });
      });
    },
    duration: stepSize,
    tolerance,
  });
  return { ...followed, smallestCurvature: extremes!.smallest, largestCurvature: extremes!.largest };
}

async function tangentModels(
  manifold: Manifold,
  points: Float64Array,
  { differentials, secondDerivatives }: PotentialModel,
): Promise<TangentModel[]> {
  const { dimension: d } = manifold;
  const rows = Array.from({ length: points.length / d }, (_, i) => i);
  const seconds = await secondDerivatives(rows);
  return rows.map((i) =>
    tangentModel(manifold, rowOf(points, d, i), {
      differential: rowOf(differentials, d, i),
      secondDerivatives: rowOf(seconds, d * d, i),
    }),
  );
}

function extremesOf(models: readonly TangentModel[]): Extremes {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const { curvatures } of models) {
    smallest = Math.min(smallest, curvatures[0]!);
    largest = Math.max(largest, curvatures.at(-1)!);
  }
  return { smallest, largest };
}

const refusal = (reason: string, curvature: number, stepSize: number): string =>
  `${reason}: the curvature λ = ${Number(curvature.toPrecision(4))} of V allows a stepSize η below ` +
  `${Number((2 / Math.abs(curvature)).toPrecision(4))}, got ${stepSize}`;
