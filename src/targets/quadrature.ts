import { Matrix, symmetricEigen } from '../linalg/index.ts';

export interface Rule {
  nodes: number[];
  weights: number[];
}

/** Nodes and weights from the three-term recurrence of orthogonal polynomials (Golub & Welsch 1969, Math. Comp. 23:221). */
function golubWelsch(count: number, offDiagonal: (k: number) => number, mass: number): Rule {
  const jacobi = Matrix.zeros(count, count);
  for (let k = 1; k < count; k++) {
    jacobi.set(k - 1, k, offDiagonal(k));
    jacobi.set(k, k - 1, offDiagonal(k));
  }
  const { values, vectors } = symmetricEigen(jacobi);
  return { nodes: values, weights: values.map((_, k) => mass * vectors.get(0, k) ** 2) };
}

/** ∫_{−1}^{1} f ≈ Σ w f(x), exact for polynomials of degree 2·count − 1. */
export const gaussLegendre = (count: number): Rule => golubWelsch(count, (k) => k / Math.sqrt(4 * k * k - 1), 2);

/** E f(Z) ≈ Σ w f(x) for a standard normal Z, exact for polynomials of degree 2·count − 1. */
export const gaussHermite = (count: number): Rule => golubWelsch(count, Math.sqrt, 1);

/** Visit the product rule in d dimensions: `visit(weight, node)`; the node is overwritten between calls. */
export function productRule(rule: Rule, dimension: number, visit: (weight: number, node: Float64Array) => void): void {
  const node = new Float64Array(dimension);
  const walk = (axis: number, weight: number): void => {
    if (axis === dimension) {
      visit(weight, node);
      return;
    }
    for (let k = 0; k < rule.nodes.length; k++) {
      node[axis] = rule.nodes[k]!;
      walk(axis + 1, weight * rule.weights[k]!);
    }
  };
  walk(0, 1);
}

/** First and second moments gathered from weighted points, in float64; the weights need not sum to 1. */
export class MomentSum {
  #mass = 0;
  readonly #first: Float64Array;
  readonly #second: Float64Array;

  constructor(dimension: number) {
    this.#first = new Float64Array(dimension);
    this.#second = new Float64Array(dimension * dimension);
  }

  add(weight: number, x: ArrayLike<number>): void {
    const d = this.#first.length;
    this.#mass += weight;
    for (let i = 0; i < d; i++) {
      this.#first[i]! += weight * x[i]!;
      for (let j = 0; j <= i; j++) this.#second[i * d + j]! += weight * x[i]! * x[j]!;
    }
  }

  /** The sum of the weights. */
  get mass(): number {
    return this.#mass;
  }

  get moments(): { mean: number[]; covariance: number[][] } {
    const d = this.#first.length;
    const mean = Array.from(this.#first, (sum) => sum / this.#mass);
    const entry = (i: number, j: number): number =>
      this.#second[Math.max(i, j) * d + Math.min(i, j)]! / this.#mass - mean[i]! * mean[j]!;
    return { mean, covariance: mean.map((_, i) => mean.map((__, j) => entry(i, j))) };
  }
}
