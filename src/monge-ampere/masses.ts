/** The masses of e^{−g} at points of equal volume. */
export interface Masses {
  /** [n], with sum 1. */
  readonly masses: Float64Array;
  /** log Σ e^{−g}. */
  readonly logTotal: number;
}

/** From g at the points, [n]; +∞ where there is no mass. */
export function massesOf(potential: Float64Array): Masses {
  const lowest = potential.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const raw = potential.map((value) => Math.exp(lowest - value));
  const total = raw.reduce((sum, value) => sum + value, 0);
  return { masses: raw.map((value) => value / total), logTotal: Math.log(total) - lowest };
}
