/** The lattice directions that fit in a 5 × 5 stencil, one of each pair ±e. */
export const DIRECTIONS: readonly (readonly [number, number])[] = [
  [1, 0], [0, 1], [1, 1], [1, -1], [2, 1], [1, 2], [2, -1], [1, -2],
]; // biome-ignore format: a list

/** Superbases: bases of the lattice with a third vector, the three of sum 0 up to signs; by their places in `DIRECTIONS`. */
const SUPERBASES: readonly (readonly [number, number, number])[] = [
  [0, 1, 2], [0, 1, 3], [0, 2, 4], [1, 2, 5], [0, 3, 6], [1, 3, 7],
]; // biome-ignore format: a list

/** A determinant and how it changes with the second differences. */
export interface LatticeDeterminant {
  value: number;
  /** Σ_e ∂ log value/∂Δ_e. */
  sensitivity: number;
}

/**
 * det of a Hessian D from the second differences Δ_e ≈ eᵀDe along `DIRECTIONS` (in units of the grid): the least over the superbases of a function that
 * rises in every Δ_e and is det D where the superbase is D-obtuse. So it is monotone, needs no mixed difference, and is exact for every D that
 * has an obtuse superbase in the stencil: condition numbers up to 17, and larger ones when the axes of D are near those of the grid. Positive if and only
 * if all Δ_e are.
 *
 * Source: Benamou, Collino & Mirebeau 2016, "Monotone and consistent discretization of the Monge-Ampère operator", Math. Comp. 85:2743.
 */
export function latticeDeterminant(differences: ArrayLike<number>, out: LatticeDeterminant): LatticeDeterminant {
  out.value = Number.POSITIVE_INFINITY;
  for (let s = 0; s < SUPERBASES.length; s++) {
    const [i, j, k] = SUPERBASES[s]!;
    atSuperbase(differences[i]!, differences[j]!, differences[k]!, out);
  }
  return out;
}

function atSuperbase(a: number, b: number, c: number, out: LatticeDeterminant): void {
  if (!(a > 0 && b > 0 && c > 0)) {
    out.value = Number.NaN;
    return;
  }
  const largest = Math.max(a, b, c);
  const sum = a + b + c;
  if (2 * largest >= sum) {
    const product = (a * b * c) / largest;
    if (product < out.value) keep(out, product, (sum - largest) / product);
    return;
  }
  const value = 0.5 * (a * b + b * c + c * a) - 0.25 * (a * a + b * b + c * c);
  if (value < out.value) keep(out, value, (0.5 * sum) / value);
}

function keep(out: LatticeDeterminant, value: number, sensitivity: number): void {
  out.value = value;
  out.sensitivity = sensitivity;
}
