import { InputError } from '../errors.ts';
import type { Target } from '../targets/index.ts';
import { massesOf } from './masses.ts';
import type { Potential } from './potential.ts';

/** The mass of the reference left out, on each side. */
export const MISSING = 5e-13;
const CELLS = 4096;
const MOST_WIDENINGS = 60;
/** So many nodes must lie between the quartiles. */
const FEWEST_INSIDE = 4;

/**
 * The interval that carries all but 1e-12 of a measure on the line: between its quantiles where they are known, else from its density, looked for
 * from its `bounds` outwards.
 */
export async function referenceInterval(reference: Target, g: Potential): Promise<[low: number, high: number]> {
  if (reference.quantile) return [reference.quantile(MISSING), reference.quantile(1 - MISSING)];
  let [low, high] = reference.bounds[0]!;
  for (let widening = 0; widening < MOST_WIDENINGS; widening++) {
    const mass = await massesOn(low, high, g);
    const width = high - low;
    // What lies beyond an end where the density still falls is of the order of what lies just before it.
    const near = (cells: Float64Array): number => cells.reduce((sum, value) => sum + value, 0);
    const isOpenBelow = near(mass.subarray(0, CELLS / 16)) > MISSING;
    const isOpenAbove = near(mass.subarray(CELLS - CELLS / 16)) > MISSING;
    if (!isOpenBelow && !isOpenAbove) return trimmed(low, high, mass);
    if (isOpenBelow) low -= width / 2;
    if (isOpenAbove) high += width / 2;
  }
  throw new InputError(`reference: must have tails that a grid can reach, got ${reference.name}`);
}

/** @throws InputError when the middle half of the reference has too few nodes */
export function requireResolved(g: Float64Array, name: string): void {
  let passed = 0;
  const inside = massesOf(g).masses.filter((mass) => {
    passed += mass;
    return passed > 1 / 4 && passed < 3 / 4;
  }).length;
  if (inside >= FEWEST_INSIDE) return;
  throw new InputError(
    `resolution: must put at least ${FEWEST_INSIDE} nodes between the quartiles of the reference (${name}), got ${inside} of ${g.length} ` +
      '(its tails are long, or the resolution is low)',
  );
}

/** The masses of the cells, of sum 1. */
async function massesOn(low: number, high: number, g: Potential): Promise<Float64Array> {
  const width = (high - low) / CELLS;
  const values = await g(Float64Array.from({ length: CELLS }, (_, i) => low + (i + 0.5) * width));
  return massesOf(values).masses;
}

function trimmed(low: number, high: number, mass: Float64Array): [number, number] {
  const width = (high - low) / CELLS;
  let first = 0;
  for (let sum = mass[0]!; sum < MISSING; ) sum += mass[++first]!;
  let last = CELLS - 1;
  for (let sum = mass[last]!; sum < MISSING; ) sum += mass[--last]!;
  return [low + first * width, low + (last + 1) * width];
}
