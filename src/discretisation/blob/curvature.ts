import type { EnergyModel } from '../../energies/index.ts';
import { largestEigenvalue } from '../../optimize/index.ts';
import type { Ensemble } from '../../world/index.ts';

export interface Curvature {
  /** λ_max of H = N·Hess F; ≤ 0 where the energy curves down in every direction. */
  readonly largest: number;
  /** Hessian-vector products that it took. */
  readonly products: number;
}

/**
 * The largest curvature of an energy by the Lanczos method, to about 1e-4 of itself. The search begins near the direction of the last
 * one, which the ensemble remembers: 10 to 30 products the first time, 3 to 10 later.
 * @throws RunError when the Hessian is not finite
 */
export async function largestCurvature(ensemble: Ensemble, model: EnergyModel): Promise<Curvature> {
  const near = ensemble.memory.get('curvatureDirection');
  const { value, vector, products } = await largestEigenvalue((p) => model.hessianVector(p), model.gradient.length, {
    ...(near && { near }),
  });
  ensemble.memory.set('curvatureDirection', vector);
  return { largest: value, products };
}
