/** The volume of the unit ball of R^d: V₀ = 1, V₁ = 2, V_d = V_{d−2} · 2π/d. */
export function unitBallVolume(d: number): number {
  return d < 2 ? d + 1 : (unitBallVolume(d - 2) * 2 * Math.PI) / d;
}
