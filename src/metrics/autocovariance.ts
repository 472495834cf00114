import { cosine, sine } from '../elementary/index.ts';

/**
 * The autocovariance of a stationary sequence, averaged over chains: γ_t = mean over chains of (1/n) Σ_{i < n−t} (x_i − x̄)(x_{i+t} − x̄), with the chain's own
 * mean x̄; divided by n at every lag, so that the sequence is positive definite (Geyer 1992). By fast Fourier transforms of the chains, two at a
 * time: O(chains · n log n).
 *
 * @param values [chain, draw], row-major, `draws` ≥ 1 a chain
 * @returns [draws]: γ_0, γ_1, …
 */
export function autocovariance(values: ArrayLike<number>, draws: number): Float64Array {
  const chains = values.length / draws;
  // Padded with zeros, so that the ends do not meet.
  const size = 2 ** Math.ceil(Math.log2(2 * draws));
  const transform = new FourierTransform(size);
  const spectrum = new Float64Array(size);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  for (let chain = 0; chain < chains; chain += 2) {
    centred(values, chain, draws, real);
    if (chain + 1 < chains) centred(values, chain + 1, draws, imaginary);
    else imaginary.fill(0);
    transform.apply(real, imaginary);
    for (let k = 0; k < size; k++) spectrum[k]! += real[k]! * real[k]! + imaginary[k]! * imaginary[k]!;
  }
  // |Z_k|² + |Z_{−k}|² = 2(|X_k|² + |Y_k|²) for the transform Z of x + iy: the real part of the transform below takes the even half.
  imaginary.fill(0);
  transform.apply(spectrum, imaginary);
  return Float64Array.from({ length: draws }, (_, lag) => spectrum[lag]! / (size * draws * chains));
}

/** A chain about its mean, with zeros behind. */
function centred(values: ArrayLike<number>, chain: number, draws: number, out: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < draws; i++) sum += values[chain * draws + i]!;
  for (let i = 0; i < draws; i++) out[i] = values[chain * draws + i]! - sum / draws;
  out.fill(0, draws);
}

/**
 * The discrete Fourier transform of 2^m complex numbers in place (Cooley & Tukey 1965, radix 2). Our own, because libraries take `Math.sin`, whose bits differ between
 * Node and browsers.
 */
class FourierTransform {
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reversed: Uint32Array;

  constructor(size: number) {
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, k) => cosine((2 * Math.PI * k) / size));
    this.#sines = Float64Array.from({ length: size / 2 }, (_, k) => -sine((2 * Math.PI * k) / size));
    this.#reversed = new Uint32Array(size);
    for (let i = 1; i < size; i++) this.#reversed[i] = (this.#reversed[i >> 1]! >> 1) + (i % 2 === 1 ? size / 2 : 0);
  }

  apply(real: Float64Array, imaginary: Float64Array): void {
    this.#reorder(real);
    this.#reorder(imaginary);
    for (let half = 1; half < real.length; half *= 2) this.#butterflies(real, imaginary, half);
  }

  #reorder(values: Float64Array): void {
    const reversed = this.#reversed;
    for (let i = 0; i < values.length; i++) {
      const j = reversed[i]!;
      if (j <= i) continue;
      const kept = values[i]!;
      values[i] = values[j]!;
      values[j] = kept;
    }
  }

  #butterflies(real: Float64Array, imaginary: Float64Array, half: number): void {
    const cosines = this.#cosines;
    const sines = this.#sines;
    const size = real.length;
    const stride = size / (2 * half);
    for (let start = 0; start < size; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const c = cosines[k * stride]!;
        const s = sines[k * stride]!;
        const low = start + k;
        const high = low + half;
        const a = c * real[high]! - s * imaginary[high]!;
        const b = c * imaginary[high]! + s * real[high]!;
        real[high] = real[low]! - a;
        imaginary[high] = imaginary[low]! - b;
        real[low] = real[low]! + a;
        imaginary[low] = imaginary[low]! + b;
      }
  }
}
