/** A step in the eigenbasis of the Hessian, and by how much the quadratic model falls. */
export interface ModelStep {
  readonly step: Float64Array;
  readonly decrease: number;
  readonly onBoundary: boolean;
}

const BISECTIONS = 60;

/**
 * The minimiser of Σ gₖsₖ + ½λₖsₖ² over |s| ≤ radius, exactly: s = −g/(λ + μ) with the multiplier μ ≥ max(0, −λ₁) that keeps it within. Where the
 * gradient has no part along the most negative λ₁ (the hard case: a saddle), the rest of the radius goes there.
 *
 * Source: Nocedal & Wright, "Numerical Optimization", section 4.3.
 *
 * @param slopes g, [m] @param curvatures λ ascending, [m]
 */
export function trustRegionStep(slopes: Float64Array, curvatures: readonly number[], radius: number): ModelStep {
  const lowest = curvatures[0]!;
  const at = (shift: number): Float64Array =>
    slopes.map((slope, k) => (slope === 0 ? 0 : -slope / (curvatures[k]! + shift)));
  if (lowest > 0) {
    const newton = at(0);
    if (Math.hypot(...newton) <= radius) return modelStep(newton, slopes, curvatures, false);
  }
  let low = Math.max(0, -lowest);
  let high = low + Math.hypot(...slopes) / radius;
  for (let k = 0; k < BISECTIONS && high > low; k++) {
    const middle = (low + high) / 2;
    if (Math.hypot(...at(middle)) > radius) low = middle;
    else high = middle;
  }
  const step = at(high).map((value) => (Number.isFinite(value) ? value : 0));
  const rest = radius ** 2 - step.reduce((sum, value) => sum + value * value, 0);
  if (lowest < 0 && rest > 1e-6 * radius ** 2) {
    step[0] = Math.sqrt(step[0]! ** 2 + rest) * (slopes[0]! > 0 ? -1 : 1);
  }
  return modelStep(step, slopes, curvatures, true);
}

function modelStep(
  step: Float64Array,
  slopes: Float64Array,
  curvatures: readonly number[],
  onBoundary: boolean,
): ModelStep {
  const decrease = step.reduce((sum, s, k) => sum - s * (slopes[k]! + 0.5 * curvatures[k]! * s), 0);
  return { step, decrease, onBoundary };
}
