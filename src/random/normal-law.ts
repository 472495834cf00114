/** φ(z). */
export const normalDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/**
 * P(Z > z) for z ≥ 0, relative error below 1e-13 as long as it is no subnormal: the series of Φ near 0, the continued fraction
 * of Mills' ratio beyond (Abramowitz & Stegun 26.2.11, 26.2.14).
 */
export function normalTail(z: number): number {
  return z < 2.5 ? 0.5 - normalDensity(z) * oddSeries(z) : normalDensity(z) / millsDenominator(z);
}

/** P(Z ≤ z). */
export const normalCdf = (z: number): number => (z > 0 ? 1 - normalTail(z) : normalTail(-z));

/** The z ≥ 0 with P(Z > z) = tail, 0 < tail ≤ ½: Halley steps from the rational guess of Abramowitz & Stegun 26.2.23. */
export function normalTailQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 2; step++) {
    const newton = (normalTail(Math.abs(z)) - (z < 0 ? 1 - tail : tail)) / normalDensity(z);
    const signed = z < 0 ? -newton : newton;
    z += signed / (1 + 0.5 * z * signed);
  }
  return z;
}

/** The z with P(Z ≤ z) = lower and P(Z > z) = upper, of which only the smaller is looked at: no digit is lost in either tail. */
export const normalQuantile = (lower: number, upper: number): number =>
  lower < upper ? -normalTailQuantile(lower) : normalTailQuantile(upper);

function oddSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; term > 1e-17 * sum; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return sum;
}

function millsDenominator(z: number): number {
  let value = z;
  for (let k = 80; k >= 1; k--) value = z + k / value;
  return value;
}
