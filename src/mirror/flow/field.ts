/** A mirror flow at one cloud of particles of equal mass: everything is [n, d], row-major, in float64. */
export interface MirrorField {
  /** J. */
  readonly energy: number;
  /** ∇δJ/δρ. */
  readonly forces: Float64Array;
  /** v = −(∇²u)⁻¹∇δJ/δρ. */
  readonly velocity: Float64Array;
  /** Y = ∇u(x). */
  readonly images: Float64Array;
  /** What there is to say of the estimates. */
  readonly report: Record<string, number | string | boolean>;
}

/** What a mirror flow dissipates, −dJ/dt = ∫⟨v, ∇²u v⟩ρ, and its LOT metric derivative ‖v‖ in L²(ρ). */
export function ratesOf(
  { forces, velocity }: Pick<MirrorField, 'forces' | 'velocity'>,
  dimension: number,
): { dissipationRate: number; speed: number } {
  const count = velocity.length / dimension;
  let work = 0;
  let squares = 0;
  for (let at = 0; at < velocity.length; at++) {
    work -= forces[at]! * velocity[at]!;
    squares += velocity[at]! ** 2;
  }
  return { dissipationRate: work / count, speed: Math.sqrt(squares / count) };
}
