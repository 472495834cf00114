import { power } from '../elementary/index.ts';
import { rootMeanSquare } from '../linalg/index.ts';
import type { Energy, EnergyModel } from './energy.ts';

/**
 * n D³F[P, Q] at a cloud: the energy's own where it has one, else by the central difference of fourth order of n (Hess F) Q along P,
 *   (8(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h.
 *
 * With the rounding error ε of the products, the step that balances both errors moves no particle further than ε^{1/5} ℓ, ℓ the spread of
 * the cloud, and both are of the order ε^{4/5}, times a factor where the Hessian varies on a smaller scale than ℓ. Measured against the exact
 * products of the Fisher information, relative to the largest: 1e-11 (δ = ½) to 1e-8 (δ = 0.1) in float64, 3e-5 to 2e-2 in float32.
 *
 * @param model the energy at `points`
 */
export async function hessianChange(
  energy: Energy,
  points: Float64Array,
  model: EnergyModel,
  p: Float64Array,
  q: Float64Array,
): Promise<Float64Array> {
  if (model.hessianChange) return model.hessianChange(p, q);
  const furthest = p.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (furthest === 0) return new Float64Array(p.length);
  const step = (power(model.precision, 0.2) * spread(points, energy.dimension)) / furthest;
  const productAt = async (t: number): Promise<Float64Array> =>
    (await energy.at(points.map((value, i) => value + t * p[i]!))).hessianVector(q);
  const ahead = await productAt(step);
  const behind = await productAt(-step);
  const farAhead = await productAt(2 * step);
  const farBehind = await productAt(-2 * step);
  return ahead.map((value, i) => (8 * (value - behind[i]!) - (farAhead[i]! - farBehind[i]!)) / (12 * step));
}

/** Root mean square distance to the mean per coordinate; 1 where all particles are in one place. */
function spread(points: Float64Array, d: number): number {
  const mean = new Float64Array(d);
  for (const [i, value] of points.entries()) mean[i % d]! += (value * d) / points.length;
  return rootMeanSquare(points.map((value, i) => value - mean[i % d]!)) || 1;
}
