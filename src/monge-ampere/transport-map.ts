/** The map T_t = ∇φ_t* of R^d that sends the reference e^{−g} to the law ρ_t, at one moment. */
export interface TransportMap {
  /** t, physical time. */
  readonly time: number;
  readonly dimension: number;
  /** T_t at any points, row-major [n, d] → [n, d]: new noise in, new samples of ρ_t out. */
  image(points: Float64Array): Float64Array;
  /** T_t⁻¹ at any points, [n, d] → [n, d]; rows of NaN where nothing is mapped there. */
  inverse(points: Float64Array): Float64Array;
}
