import { RunError } from '../errors.ts';
import { type Key, normals, uniforms } from '../random/index.ts';
import { type LaplaceApproximation, type LogConcave, placed } from './laplace.ts';
import { drawOf } from './sampling.ts';

/** Degrees of freedom and widening of the proposal: tails wider than the posterior's, which are Gaussian at most. */
const NU = 8;
const STRETCH = 1.05;
const MARGIN = Math.log(1.01);

/** Exact independent samples of a log-concave density by rejection from a multivariate Student proposal around its mode. */
export class RejectionSampler {
  readonly #density: LogConcave;
  readonly #approximation: LaplaceApproximation;
  readonly #bound: number;

  /**
   * The bound on log(density/proposal) is the numerical maximum: compass search from the best points of a scan along many directions,
   * plus 1 %. The ratio is smooth, tends to 0 in the tails and is near its maximum at the mode, so that the search is an easy one.
   */
  constructor(density: LogConcave, approximation: LaplaceApproximation) {
    this.#density = density;
    this.#approximation = approximation;
    const starts = this.#scan().slice(0, 6);
    this.#bound = Math.max(...starts.map((start) => this.#climb(start))) + MARGIN;
  }

  /** log density − log proposal at mode + STRETCH · L z, up to a constant. */
  #logRatio(z: Float64Array, x: Float64Array): number {
    const d = this.#density.dimension;
    placed(this.#approximation, z, x, STRETCH);
    const squared = z.reduce((sum, value) => sum + value * value, 0);
    const proposal = -0.5 * (NU + d) * Math.log1p(squared / NU);
    return this.#density.logDensity(x) - this.#approximation.peak - proposal;
  }

  /** Points on spheres around the mode, best first. */
  #scan(): Float64Array[] {
    const d = this.#density.dimension;
    const count = 64 * d;
    const directions = normals(count, d, drawOf('directions of the bound'));
    const x = new Float64Array(d);
    const points = [new Float64Array(d)];
    for (let i = 0; i < count; i++) {
      const direction = directions.subarray(i * d, (i + 1) * d);
      const length = Math.hypot(...direction);
      for (const radius of [0.7, 1.5, 2.5, 4, 6]) points.push(direction.map((value) => (radius * value) / length));
    }
    const value = new Map(points.map((z) => [z, this.#logRatio(z, x)]));
    return points.sort((p, q) => value.get(q)! - value.get(p)!);
  }

  #climb(start: Float64Array): number {
    const z = start.slice();
    const x = new Float64Array(z.length);
    let best = this.#logRatio(z, x);
    for (let size = 0.5; size > 1e-5; ) {
      let improved = false;
      for (let axis = 0; axis < 2 * z.length; axis++) {
        const change = axis % 2 ? size : -size;
        z[axis >> 1]! += change;
        const value = this.#logRatio(z, x);
        if (value > best) {
          best = value;
          improved = true;
        } else z[axis >> 1]! -= change;
      }
      if (!improved) size /= 2;
    }
    return best;
  }

  /** Row-major [count, d]. Attempt k of row r uses blocks 2k and 2k + 1 of its randomness. */
  sample(count: number, seed: string | Key): Float32Array {
    const d = this.#density.dimension;
    const out = new Float32Array(count * d);
    const x = new Float64Array(d);
    const key = drawOf(seed).key;
    for (let row = 0; row < count; row++) {
      for (let attempt = 0; !this.#accepts(key, row, attempt, x); attempt++);
      out.set(x, row * d);
    }
    return out;
  }

  #accepts(key: Key, row: number, attempt: number, x: Float64Array): boolean {
    const d = this.#density.dimension;
    const normal = normals(1, d + NU, { ...drawOf(key, 2 * attempt), firstRow: row });
    const chiSquared = normal.subarray(d).reduce((sum, value) => sum + value * value, 0);
    const z = normal.subarray(0, d).map((value) => value * Math.sqrt(NU / chiSquared));
    const excess = this.#logRatio(z, x) - this.#bound;
    if (excess > 0) throw new RunError(`a sample lies ${excess} above the bound of the rejection sampler`);
    return Math.log(uniforms(1, 1, { ...drawOf(key, 2 * attempt + 1), firstRow: row })[0]!) < excess;
  }
}
