import { lineScheme } from '../../src/monge-ampere/line-scheme.ts';
import { MonotoneCurve } from '../../src/monge-ampere/monotone-curve.ts';
import { followStiff } from '../../src/monge-ampere/stabilised.ts';
import { density } from '../mirror/mixture.ts';

/** f of .3 N(−1, .5²) + .7 N(1, .8²) in float64. */
export const mixturePotential = (points: Float64Array): Float64Array => points.map((x) => -Math.log(density(x)));

const REACH = 7;

/** The scheme with g of N(0, 1) on [−7, 7], and the identity. */
export function mixtureScheme(count: number) {
  const spacing = (2 * REACH) / (count - 1);
  const potential = Float64Array.from({ length: count + 1 }, (_, i) => 0.5 * (-REACH + (i - 0.5) * spacing) ** 2);
  const scheme = lineScheme({ low: -REACH, spacing, count, period: 0, potential }, mixturePotential);
  return { scheme, spacing, identity: Float64Array.from({ length: count }, (_, i) => -REACH + i * spacing) };
}

/** T_t from N(0, 1) to the mixture. */
export async function mixtureMap(count: number, time: number, tolerance = 1e-7): Promise<MonotoneCurve> {
  const { scheme, spacing, identity } = mixtureScheme(count);
  const { x } = await followStiff(scheme, identity, time, { tolerance, masses: scheme.masses });
  return new MonotoneCurve(-REACH, spacing, x);
}
