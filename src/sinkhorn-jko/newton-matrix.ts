import { columnOf, type Iterate } from './iterate.ts';
import type { Restriction } from './restriction.ts';

/** diag(a) (Q + Wᵀ diag(m/(Wa)²) W) diag(a), row-major [s, s], of which only the lower triangle is filled. */
export function newtonMatrix({ quadratic, ...problem }: Restriction, { a, image }: Iterate): Float64Array {
  const n = a.length;
  const matrix = gram(weightedColumns(problem, a, image), n, problem.cells.count);
  if (!quadratic) return matrix;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k <= i; k++) matrix[i * n + k]! += a[i]! * quadratic[i * n + k]! * a[k]!;
  }
  return matrix;
}

/** W diag(a)/(Wa) as a mean over each cell, times the root of its mass, one column after the other. */
function weightedColumns(
  { columns, masses, cells }: Omit<Restriction, 'quadratic'>,
  a: Float64Array,
  image: Float64Array,
): Float64Array {
  const weights = masses.map((mass, j) => mass / (image[j]! * Math.sqrt(cells.masses[cells.of[j]!]!)));
  const weighted = new Float64Array(a.length * cells.count);
  for (let i = 0; i < a.length; i++) {
    const from = columnOf(columns, i, masses.length);
    const to = columnOf(weighted, i, cells.count);
    for (let j = 0; j < weights.length; j++) to[cells.of[j]!]! += a[i]! * from[j]! * weights[j]!;
  }
  return weighted;
}

/** Inner products of n columns: only the lower triangle. Four at a time, because loads take longer than products. */
function gram(columns: Float64Array, n: number, rows: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i += 2) {
    const odd = i + 1 < n;
    const [x, y] = [columnOf(columns, i, rows), columnOf(columns, odd ? i + 1 : i, rows)];
    for (let k = 0; k <= i; k += 2) {
      const [u, v] = [columnOf(columns, k, rows), columnOf(columns, k + 1 < n ? k + 1 : k, rows)];
      let [xu, xv, yu, yv] = [0, 0, 0, 0];
      for (let j = 0; j < rows; j++) {
        xu += x[j]! * u[j]!;
        xv += x[j]! * v[j]!;
        yu += y[j]! * u[j]!;
        yv += y[j]! * v[j]!;
      }
      matrix[i * n + k] = xu;
      if (k < i) matrix[i * n + k + 1] = xv;
      if (!odd) continue;
      matrix[(i + 1) * n + k] = yu;
      matrix[(i + 1) * n + k + 1] = yv;
    }
  }
  return matrix;
}
