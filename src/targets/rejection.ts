import { RunError } from '../errors.ts';
import { Matrix, symmetricFunction } from '../linalg/index.ts';
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
   * The bound on log(density/proposal) is its numerical maximum, plus 1 %: Newton's method from the best points of a scan along many directions.
   * The ratio is smooth and tends to 0 in the tails. A sample above the bound would end the run: none is ever drawn wrongly in silence.
   */
  constructor(density: LogConcave, approximation: LaplaceApproximation) {
    this.#density = density;
    this.#approximation = approximation;
    const starts = this.#scan().slice(0, 24);
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
    const count = 128 * d;
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

  /** The local maximum above `start`: Newton's method with the eigenvalues of the Hessian made negative, and halved steps. */
  #climb(start: Float64Array): number {
    let z = start;
    const x = new Float64Array(z.length);
    let best = this.#logRatio(z, x);
    for (let iteration = 0; iteration < 100; iteration++) {
      this.#logRatio(z, x);
      const { gradient, hessian } = this.#slopes(z, x);
      const direction = symmetricFunction(hessian, (value) => 1 / Math.max(Math.abs(value), 1e-2)).mmul(gradient);
      let fraction = 1;
      let next = z;
      let value = best;
      do {
        next = z.map((each, i) => each + fraction * direction.get(i, 0));
        value = this.#logRatio(next, x);
        fraction /= 2;
      } while (value < best && fraction > 1e-12);
      const gain = value - best;
      if (gain > 0) [z, best] = [next, value];
      if (gain < 1e-12) break;
    }
    return best;
  }

  /** Gradient and Hessian of the log ratio at z, where x = mode + STRETCH · L z. */
  #slopes(z: Float64Array, x: Float64Array): { gradient: Matrix; hessian: Matrix } {
    const d = z.length;
    const lower = this.#approximation.lower.clone().mul(STRETCH);
    const column = Matrix.columnVector(z);
    const reach = NU + z.reduce((sum, value) => sum + value * value, 0);
    const weight = (NU + d) / reach;
    const pull = Matrix.columnVector(this.#density.gradient(x));
    const bend = new Matrix(this.#density.precision(x));
    const proposal = Matrix.sub(Matrix.eye(d), column.mmul(column.transpose()).mul(2 / reach)).mul(weight);
    return {
      gradient: lower.transpose().mmul(pull).add(Matrix.mul(column, weight)),
      hessian: Matrix.sub(proposal, lower.transpose().mmul(bend).mmul(lower)),
    };
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
