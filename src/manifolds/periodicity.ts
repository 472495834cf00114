import { norm } from '../linalg/index.ts';
import type { PointPotential } from './potential.ts';
import { mapRows, rowOf } from './rows.ts';

/** Differences of slopes that rounding of the angle makes. */
const TOLERANCE = 1e-3;

/**
 * What keeps ∂V from having the period 2π in each coordinate at these points, row-major [n, d]; undefined if nothing. An angle on a torus
 * means the same a turn further.
 */
export async function periodicityFault(potential: PointPotential, points: Float64Array): Promise<string | undefined> {
  const { dimension: d } = potential;
  const { differentials } = await potential.at(points);
  for (let k = 0; k < d; k++) {
    const turned = mapRows(points, d, (row) => row.map((angle, i) => (i === k ? angle + 2 * Math.PI : angle)));
    const there = (await potential.at(turned)).differentials;
    for (let i = 0; i * d < points.length; i++) {
      const [here, further] = [rowOf(differentials, d, i), rowOf(there, d, i)];
      const change = norm(here.map((value, j) => value - further[j]!));
      if (change > TOLERANCE * (1 + norm(here))) return `changes when the angle ${k} makes a turn`;
    }
  }
  return undefined;
}
