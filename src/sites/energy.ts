/** An energy of measures on sites: Σ_i V_i μ_i + λ Σ_i μ_i log(μ_i/h_i) + ½ Σ_ij W_ij μ_i μ_j. */
export interface SiteEnergy {
  /** V, [n], in the units of the target: −log π, times the scale of the term; 0 without one. */
  readonly potential: Float64Array;
  /** λ ≥ 0. */
  readonly entropy: number;
  /** h, [n], the volumes of the sites: what the entropy is relative to. */
  readonly volumes: Float64Array;
  /** μ → Wμ, [n], where there is an interaction. */
  readonly interaction?: (masses: Float64Array) => Float64Array;
}
