import { addTo, dot, norm, plus, scaled } from '../linalg/index.ts';

export interface TrustRegionStep {
  readonly step: Float64Array;
  /** −(gᵀs + ½sᵀHs) ≥ 0: how much the quadratic model falls. */
  readonly decrease: number;
  /** The step ends on the boundary of the region. */
  readonly onBoundary: boolean;
}

/**
 * An approximate minimiser of gᵀs + ½sᵀHs over ‖s‖ ≤ radius: conjugate gradients from zero, stopped at the boundary, at a direction of
 * negative curvature (followed to the boundary), or when the residual is ≤ tolerance.
 *
 * Source: Steihaug, SIAM J. Numer. Anal. 20 (1983); Nocedal & Wright, algorithm 7.2.
 */
export async function steihaug(
  gradient: Float64Array,
  product: (p: Float64Array) => Promise<Float64Array>,
  limits: { radius: number; tolerance: number; maxProducts: number },
): Promise<TrustRegionStep> {
  const { radius, tolerance, maxProducts } = limits;
  const step = new Float64Array(gradient.length);
  const residual = Float64Array.from(gradient);
  let direction = scaled(-1, residual);
  let squared = dot(residual, residual);
  // gᵀs + ½sᵀHs = ½sᵀ(g + r) with r = g + Hs: the residual gives the decrease without another product.
  const finish = (onBoundary: boolean): TrustRegionStep => ({
    step,
    decrease: -0.5 * (dot(step, gradient) + dot(step, residual)),
    onBoundary,
  });

  for (let k = 0; k < maxProducts && Math.sqrt(squared) > tolerance; k++) {
    const image = await product(direction);
    const curvature = dot(direction, image);
    const length = squared / curvature;
    if (!(curvature > 0) || norm(plus(step, length, direction)) >= radius) {
      const outwards = toBoundary(step, direction, radius);
      addTo(step, outwards, direction);
      addTo(residual, outwards, image);
      return finish(true);
    }
    addTo(step, length, direction);
    addTo(residual, length, image);
    const next = dot(residual, residual);
    direction = plus(scaled(-1, residual), next / squared, direction);
    squared = next;
  }
  return finish(false);
}

/** The t ≥ 0 with ‖step + t·direction‖ = radius, in the form that does not cancel. */
function toBoundary(step: Float64Array, direction: Float64Array, radius: number): number {
  const a = dot(direction, direction);
  const b = dot(step, direction);
  const c = radius * radius - dot(step, step);
  const root = Math.sqrt(Math.max(0, b * b + a * c));
  return b > 0 ? c / (b + root) : (root - b) / a;
}
