/** Which potential moves: f on the rows (points x) or g on the columns (points y). */
export type Side = 'rows' | 'columns';

/** The two potentials on the host; a symmetric problem holds the same array twice. */
export interface Potentials {
  f: Float64Array;
  g: Float64Array;
}

/**
 * Where the pair sums of one problem are computed. Cost ½|x − y|², everything in float64 outside the pair loop.
 *
 * `softmin('rows', ε, p)` gives T(g)_i = −ε log Σ_j b_j exp((g_j − c_ij)/ε), `softmin('columns', ε, p)` the same for g. The potential of the side
 * itself is only a hint of where the result lies. The array returned is reused by the next call for that side.
 */
export interface SoftminOperator {
  softmin(side: Side, epsilon: number, potentials: Potentials): Float64Array;
  /** Bound on the plan's mass that the last call left out, summed over the pairs; 0 when every pair is summed. */
  readonly omitted: number;
  /** Pairs summed so far. */
  readonly pairs: number;
  dispose(): void;
}
