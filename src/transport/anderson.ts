/** How many past differences are mixed. Measured at ε = .01 (moons, ring of 8): 1 → 64, 151 iterations; 5 → 28, 55; 8 → 27, 51; 20 → 28, 52. */
const MEMORY = 8;

/** Relative ridge on the normalised Gram matrix: keeps it definite where differences are parallel to rounding. */
const RIDGE = 1e-13;

/**
 * Anderson acceleration (Anderson 1965; type II, as in Walker & Ni 2011) of a fixed-point iteration p ← p + β r(p) in the inner product with
 * the given weights. It needs no parameter tuned to the problem, where over-relaxation needs its ω.
 */
export class Anderson {
  readonly #weights: Float64Array;
  readonly #mixing: number;
  #potentialChanges: Float64Array[] = [];
  #residualChanges: Float64Array[] = [];
  #potential: Float64Array | undefined;
  #residual: Float64Array | undefined;

  /** @param mixing β in (0, 1] */
  constructor(weights: Float64Array, mixing: number) {
    this.#weights = weights;
    this.#mixing = mixing;
  }

  /** Forget the past: the map has changed, or the last step was a bad one. */
  restart(): void {
    this.#potentialChanges = [];
    this.#residualChanges = [];
    this.#potential = undefined;
    this.#residual = undefined;
  }

  /** The change to make to `potential`, whose residual is `residual`. */
  step(potential: Float64Array, residual: Float64Array): Float64Array {
    this.#remember(potential, residual);
    const step = residual.map((value) => this.#mixing * value);
    const coefficients = this.#coefficients(residual);
    coefficients.forEach((coefficient, k) => {
      const change = this.#potentialChanges[k]!;
      const residualChange = this.#residualChanges[k]!;
      for (let i = 0; i < step.length; i++) {
        step[i]! -= coefficient * (change[i]! + this.#mixing * residualChange[i]!);
      }
    });
    return step;
  }

  #remember(potential: Float64Array, residual: Float64Array): void {
    if (this.#potential && this.#residual) {
      const previous = { potential: this.#potential, residual: this.#residual };
      this.#potentialChanges.push(potential.map((value, i) => value - previous.potential[i]!));
      this.#residualChanges.push(residual.map((value, i) => value - previous.residual[i]!));
    }
    if (this.#residualChanges.length > MEMORY) {
      this.#potentialChanges.shift();
      this.#residualChanges.shift();
    }
    this.#potential = potential.slice();
    this.#residual = residual.slice();
  }

  /** argmin over γ of |r − Σ_k γ_k Δr_k| in the weighted norm. */
  #coefficients(residual: Float64Array): number[] {
    const changes = this.#residualChanges;
    const norms = changes.map((change) => Math.sqrt(this.#inner(change, change)));
    const gram = changes.map((a, i) =>
      changes.map((b, j) => (norms[i]! * norms[j]! > 0 ? this.#inner(a, b) / (norms[i]! * norms[j]!) : 0)),
    );
    gram.forEach((row, i) => {
      row[i] = 1 + RIDGE;
    });
    const right = changes.map((change, i) => (norms[i]! > 0 ? this.#inner(change, residual) / norms[i]! : 0));
    return solvePositive(gram, right).map((value, i) => (norms[i]! > 0 ? value / norms[i]! : 0));
  }

  #inner(a: Float64Array, b: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += this.#weights[i]! * a[i]! * b[i]!;
    return sum;
  }
}

/** Solve a small positive definite system by Cholesky; a direction that rounding made dependent on the earlier ones gets coefficient 0. */
function solvePositive(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  const lower = matrix.map((row) => row.slice());
  const solution = right.slice();
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i > j ? (lower[j]![j]! > 0 ? sum / lower[j]![j]! : 0) : sum > RIDGE ? Math.sqrt(sum) : 0;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) solution[i]! -= lower[i]![k]! * solution[k]!;
    solution[i] = lower[i]![i]! > 0 ? solution[i]! / lower[i]![i]! : 0;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) solution[i]! -= lower[k]![i]! * solution[k]!;
    solution[i] = lower[i]![i]! > 0 ? solution[i]! / lower[i]![i]! : 0;
  }
  return solution;
}
