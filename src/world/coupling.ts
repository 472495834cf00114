import { type Coupling, coupling, type SinkhornOptions } from '../transport/index.ts';
import { ensembleOf } from './ensemble.ts';
import type { World } from './model.ts';
import { cloudOf } from './particle-cloud.ts';

/**
 * The empirical Sinkhorn coupling of two ensembles as they are now, with their weights: the plan by rows, the strongest partners of each
 * particle, the barycentric map of the first onto the second. Rows are those of the columns. Later steps do not change it.
 *
 * @param from entity of the first ensemble @param to entity of the second; the same one gives its coupling with itself
 * @throws InputError when an entity is no ensemble, dimensions differ, ε ≤ 0, or as `coupling`
 */
export async function couplingBetween(
  world: World,
  from: number,
  to: number,
  options: Omit<SinkhornOptions, 'a' | 'b'>,
): Promise<Coupling> {
  const [x, y] = await Promise.all([cloudOf(ensembleOf(world, from)), cloudOf(ensembleOf(world, to))]);
  return coupling(x, y, { ...options, a: x.weights, b: y.weights });
}
