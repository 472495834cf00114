/** The neighbour whose distance is measured: far enough to be a density, near enough to stay inside a mode. */
const NEIGHBOUR = 8;
/** At most this many particles are measured, evenly spread over the rows: the median needs no more. */
const MOST_MEASURED = 512;

/**
 * The default bandwidth δ of the blob energy for a cloud: δ = √(2/d) · r, where r is the median radius of the ball around a particle that
 * holds 0.7·N^{1/(d+1)} others (measured at the 8th neighbour and scaled by the dimension).
 *
 * Why: the bandwidth must shrink with N, but slower than the spacing N^{−1/d}, so that a kernel always covers more and more particles;
 * and it must be small against the local width of the density, not the width of the cloud: a ring of modes is wide, its modes are not.
 * A neighbour distance measures just that. A d-dimensional Gaussian kernel reaches √d·δ, hence the first factor.
 *
 * For a Gaussian cloud of standard deviation σ this is 1.5 σN^{−1/2} in one dimension and 1.7 σN^{−1/3} in two. Standard deviation at
 * equilibrium, against the best fixed δ, for N(0, I): d = 2, N = 200: −.026 (best −.021); d = 3, N = 200: −.057 (−.051); on a ring of
 * 8 Gaussians, N = 504 and 2,000, the sliced W₂ is within 10 % of the best fixed δ, where 1.7 σN^{−1/3} of the whole cloud collapses
 * every mode to a point.
 *
 * @param points row-major [n, d]
 * @returns > 0; 1 where no distance is positive (one particle, or all in one place), since the entropy's force then vanishes for every δ
 */
export function defaultBandwidth(points: Float64Array, dimension: number): number {
  const count = points.length / dimension;
  const neighbour = Math.min(NEIGHBOUR, count - 1);
  if (neighbour < 1) return 1;
  const measured = Math.min(count, MOST_MEASURED);
  const distances = Float64Array.from({ length: measured }, (_, m) =>
    neighbourDistance(points, dimension, Math.floor((m * count) / measured), neighbour),
  ).sort();
  // Where most particles coincide the median says nothing: take the nearest one that does.
  const distance = distances.subarray(measured >> 1).find((value) => value > 0) ?? 0;
  const wanted = 0.7 * count ** (1 / (dimension + 1));
  return Math.sqrt(2 / dimension) * distance * (wanted / neighbour) ** (1 / dimension) || 1;
}

/** The distance from a row to its k-th nearest other row. */
function neighbourDistance(points: Float64Array, d: number, row: number, k: number): number {
  const nearest = new Float64Array(k).fill(Number.POSITIVE_INFINITY);
  for (let j = 0; j < points.length / d; j++) {
    if (j === row) continue;
    let squared = 0;
    for (let c = 0; c < d; c++) squared += (points[row * d + c]! - points[j * d + c]!) ** 2;
    if (squared >= nearest[k - 1]!) continue;
    let slot = k - 1;
    for (; slot > 0 && nearest[slot - 1]! > squared; slot--) nearest[slot] = nearest[slot - 1]!;
    nearest[slot] = squared;
  }
  return Math.sqrt(nearest[k - 1]!);
}
