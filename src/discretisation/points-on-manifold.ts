import { firstLine, InputError } from '../errors.ts';
import {
  type Manifold,
  type ManifoldSpecification,
  manifoldOf,
  manifoldSpecification,
  type PointPotential,
  periodicityFault,
  potentialOf,
} from '../manifolds/index.ts';
import type { Ensemble } from '../world/index.ts';
import type { FlowStep } from './discretisation.ts';

/** What the methods that move each particle for itself have in common. */
export interface PointParameters {
  /** η, physical time of a step. */
  stepSize: number;
  manifold: ManifoldSpecification;
}

export const manifoldParameter = manifoldSpecification
  .default({ type: 'euclidean' })
  .describe('where the particles live: euclidean (with a constant metric), sphere (unit vectors) or torus (angles)');

/** So many particles show whether V has the period of the torus. */
const PROBES = 8;

/**
 * Check that the particles lie on the manifold and that V is a function on it.
 * @throws InputError naming the first particle that does not, or a V that jumps at ±π
 */
export async function preparePoints(ensemble: Ensemble, { manifold: specification }: PointParameters): Promise<void> {
  const { name, dimension, columns } = ensemble;
  const manifold = manifoldFor(ensemble, specification);
  const points = Float64Array.from(await columns.position.pull());
  for (let i = 0; i < points.length; i += dimension) {
    const fault = manifold.fault(points.subarray(i, i + dimension));
    if (!fault) continue;
    throw new InputError(
      `ensemble ${name}: particle ${i / dimension} ${fault}: the ${manifold.type} needs particles drawn on it, e.g. initial: ${example(manifold)}`,
    );
  }
  if (manifold.type !== 'torus') return;
  const uncounted = potentialOf(ensemble.target!, { gradientEvaluations: 0, densityEvaluations: 0 });
  const fault = await periodicityFault(uncounted, points.subarray(0, PROBES * dimension));
  if (fault) {
    throw new InputError(
      `ensemble ${name}: the density of ${ensemble.target!.name} ${fault}: a torus needs one of period 2π in every angle, such as von-mises`,
    );
  }
}

const example = ({ type, dimension }: Manifold): string =>
  JSON.stringify({ type: type === 'torus' ? 'von-mises' : 'von-mises-fisher', concentration: 0, dimension });

/** One step of all particles by `move`, which gets them on the manifold, row-major [n, d], and V with its evaluations counted. */
export async function stepPoints<Moved extends { points: Float64Array; energyBefore: number; energyAfter: number }>(
  ensemble: Ensemble,
  { manifold: specification }: PointParameters,
  move: (manifold: Manifold, potential: PointPotential, start: Float64Array) => Promise<Moved>,
  solver: (moved: Moved) => FlowStep['solver'],
): Promise<FlowStep> {
  const { columns, target, dimension } = ensemble;
  const manifold = manifoldFor(ensemble, specification);
  const start = Float64Array.from(await columns.position.pull());
  for (let i = 0; i < start.length; i += dimension) start.set(manifold.retract(start.subarray(i, i + dimension)), i);
  const moved = await move(manifold, potentialOf(target!, ensemble), start);
  columns.position.write(manifold.rounded(moved.points));
  const { energyBefore, energyAfter } = moved;
  return { energyBefore, energyAfter, solver: solver(moved) };
}

function manifoldFor({ name, dimension }: Ensemble, specification: ManifoldSpecification): Manifold {
  try {
    return manifoldOf(specification, dimension);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`ensemble ${name}: ${firstLine(error)}`, { cause: error });
  }
}
