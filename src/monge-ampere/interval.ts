import { InputError } from '../errors.ts';
import { requireDensity, type Target } from '../targets/index.ts';
import { advanceOnLine, mapOnLine, midpointPotential, remember } from './line.ts';
import { massesOf } from './masses.ts';
import { requirePositive, targetPotential } from './potential.ts';
import { MISSING, referenceInterval, requireResolved } from './reference-interval.ts';
import type { MongeAmpereProblem, MongeAmpereSolver } from './solver.ts';
import { affineStart } from './start-map.ts';

/**
 * On the line: T at equally spaced nodes of the interval that carries all but 1e-12 of the reference. T₀ is the identity, or the quantile map to another
 * initial measure.
 */
export const intervalSolver: MongeAmpereSolver = {
  async start(problem, memory) {
    const { target, reference, resolution } = problem;
    if (reference.dimension !== 1) {
      throw new InputError(`discretisation: interval needs dimension 1, got ${reference.dimension}`);
    }
    requireDensity(target, 'target');
    requireDensity(reference, 'reference');
    const [low, high] = await referenceInterval(reference, targetPotential(reference));
    const shape = { low, spacing: (high - low) / (resolution - 1), count: resolution };
    const { points, values } = await midpointPotential(reference, shape);
    requirePositive(values, points, `reference (${reference.name})`);
    requireResolved(values.subarray(1, resolution), reference.name);
    const grid = { ...shape, period: 0, potential: values };
    remember(memory, grid, startOf(problem, low, grid.spacing, values));
    requireNumbers(await targetPotential(target)(memory.get('map')!), target);
  },
  advance: advanceOnLine,
  map: (_problem, memory) => mapOnLine(memory),
};

/** T₀ at the nodes. */
function startOf(
  { initial, reference }: MongeAmpereProblem,
  low: number,
  spacing: number,
  g: Float64Array,
): Float64Array {
  const nodes = Float64Array.from({ length: g.length - 1 }, (_, i) => low + i * spacing);
  const affine = affineStart(initial, reference);
  if (affine) {
    const { mean, matrix, origin } = affine;
    return nodes.map((y) => mean[0]! + matrix.get(0, 0) * (y - origin[0]!));
  }
  if (!initial.quantile) {
    throw new InputError(
      `reference: must be the initial measure (${initial.name}) where the quantiles of that are not known, got ${reference.name}`,
    );
  }
  return probabilities(g).map((u) => initial.quantile!(u));
}

/** P(Y ≤ y_i) at the nodes, by the masses e^{−g} of the midpoints between them. */
function probabilities(g: Float64Array): Float64Array {
  let below = 0;
  const passed = [0, ...massesOf(g.subarray(1, g.length - 1)).masses.map((mass) => (below += mass))];
  return Float64Array.from(passed, (u) => MISSING + (1 - 2 * MISSING) * Math.min(u, 1));
}

function requireNumbers(values: Float64Array, target: Target): void {
  const bad = values.findIndex(Number.isNaN);
  if (bad >= 0) throw new InputError(`target (${target.name}): its density must be a number, got NaN`);
}
