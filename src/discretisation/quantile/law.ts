import { RunError } from '../../errors.ts';
import {
  ascending,
  gridOfMasses,
  isAscending,
  type OrderReport,
  orderOf,
  type QuantileEnergy,
  quantileEnergy,
  type ReferenceGrid,
  referenceGrid,
} from '../../quantile/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowParameters } from '../discretisation.ts';

/** The law of an ensemble on the line as its quantile function. */
export interface QuantileLaw {
  readonly grid: ReferenceGrid;
  /** X at the nodes of the grid, [n]: ascending as long as it is a quantile function. */
  readonly quantiles: Float64Array;
  /** The row of the particle that stands for each node, [n]. */
  readonly rows: Int32Array;
}

/**
 * The law that the steps before left in the memory of the ensemble, row by row: float64 quantiles, and their places on the reference grid.
 * Nothing where there is none, or where a particle has been moved since.
 */
export async function rememberedLaw({ memory, columns }: Ensemble): Promise<QuantileLaw | undefined> {
  const [quantiles, nodes, masses] = ['quantiles', 'referenceNodes', 'referenceMasses'].map((name) => memory.get(name));
  if (!quantiles || !nodes || !masses) return undefined;
  const positions = await columns.position.pull();
  if (!quantiles.every((value, row) => Math.fround(value) === positions[row])) return undefined;
  const rows = ascending(nodes);
  const sorted = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  return { rows, quantiles: sorted(quantiles), grid: referenceGrid(sorted(nodes), sorted(masses)) };
}

/** The law of a step. @throws RunError when an explicit step folded it */
export async function lawBeforeStep(ensemble: Ensemble): Promise<QuantileLaw> {
  const law = (await rememberedLaw(ensemble))!;
  if (isAscending(law.quantiles)) return law;
  const { inversions, stabilityLimit } = ensemble.solver;
  throw new RunError(
    `the law has no quantile function any more: the step before folded it (${inversions} inversions` +
      `${typeof stabilityLimit === 'number' ? `; explicit steps are stable below 2/λ_max = ${stabilityLimit.toPrecision(3)}` : ''})`,
  );
}

/** Write a law to the particles and to the memory. */
export function placeLaw(ensemble: Ensemble, { grid, quantiles, rows }: QuantileLaw): void {
  const byRow = (values: Float64Array): Float64Array => {
    const out = new Float64Array(values.length);
    for (const [k, row] of rows.entries()) out[row] = values[k]!;
    return out;
  };
  const placed = byRow(quantiles);
  ensemble.memory.set('quantiles', placed);
  ensemble.memory.set('referenceNodes', byRow(grid.nodes));
  ensemble.memory.set('referenceMasses', byRow(grid.masses));
  ensemble.columns.position.write(Float32Array.from(placed));
}

/** The energy of laws on the grid of this one. The ensemble counts: the world takes the counts of a failed step back. */
export const lawEnergy = (ensemble: Ensemble, { grid }: QuantileLaw, { energy }: FlowParameters): QuantileEnergy =>
  quantileEnergy(energy, { grid, target: ensemble.target, count: ensemble });

/** What the step from a law to other quantiles did to its order and density. */
export const orderReport = ({ grid, quantiles }: QuantileLaw, after: Float64Array): OrderReport =>
  orderOf({ start: grid.nodes, before: quantiles, after, weights: grid.masses });

/** The law of a cloud that need not be in order: its points sorted, on the grid of their masses. */
export function rearranged(points: Float64Array, masses: Float64Array): QuantileLaw {
  const rows = ascending(points);
  return {
    rows,
    quantiles: Float64Array.from(rows, (row) => points[row]!),
    grid: gridOfMasses(Float64Array.from(rows, (row) => masses[row]!)),
  };
}
