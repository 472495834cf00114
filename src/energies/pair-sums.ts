/** What the pairs of a cloud come to: the energy and the forces, as they are and with every contribution counted as positive. */
export interface PairEnergy {
  readonly value: number;
  readonly magnitude: number;
  /** Row-major [n, d], as `uncancelled`. */
  readonly gradient: Float64Array;
  readonly uncancelled: Float64Array;
}

/** The sums over the pairs of a cloud of a piece of a kernel, in the scaling of `EnergyModel`. */
export interface PairSums {
  energy(): PairEnergy;
  hessianVector(p: Float64Array): Float64Array;
  hessianChange(p: Float64Array, q: Float64Array): Float64Array;
}
