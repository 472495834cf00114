import { addTo, dot, norm, scaled } from '../linalg/index.ts';
import type { Product } from './conjugate-gradients.ts';

/**
 * A solution of Ax = right for an A that is neither symmetric nor definite, by GMRES without restarts: the x in the Krylov space with the
 * smallest residual.
 *
 * Source: Saad & Schultz 1986, with modified Gram-Schmidt and Givens rotations.
 *
 * @param tolerance of |right − Ax|/|right|
 * @param most dimensions of the Krylov space
 */
export async function gmres(
  product: Product,
  right: Float64Array,
  { tolerance, most }: { tolerance: number; most: number },
): Promise<Float64Array> {
  const size = norm(right);
  const solution = new Float64Array(right.length);
  if (size === 0) return solution;
  const basis = [scaled(1 / size, right)];
  const columns: Float64Array[] = [];
  const rotations: [cosine: number, sine: number][] = [];
  const residual = [size];
  for (let k = 0; k < most && Math.abs(residual[k]!) > tolerance * size; k++) {
    const next = await product(basis[k]!);
    const column = new Float64Array(k + 2);
    basis.forEach((vector, j) => {
      column[j] = dot(vector, next);
      addTo(next, -column[j]!, vector);
    });
    column[k + 1] = norm(next);
    const length = column[k + 1]!;
    for (const [j, rotation] of rotations.entries()) rotate(column, j, rotation);
    const diagonal = Math.hypot(column[k]!, column[k + 1]!);
    if (diagonal === 0) break;
    const rotation: [number, number] = [column[k]! / diagonal, column[k + 1]! / diagonal];
    rotate(column, k, rotation);
    rotations.push(rotation);
    columns.push(column);
    residual.push(-rotation[1] * residual[k]!);
    residual[k]! *= rotation[0];
    if (length === 0) break;
    basis.push(scaled(1 / length, next));
  }
  const weights = Float64Array.from(columns, (_, k) => residual[k]!);
  for (let k = columns.length - 1; k >= 0; k--) {
    weights[k]! /= columns[k]![k]!;
    for (let j = 0; j < k; j++) weights[j]! -= columns[k]![j]! * weights[k]!;
    addTo(solution, weights[k]!, basis[k]!);
  }
  return solution;
}

function rotate(column: Float64Array, j: number, [cosine, sine]: [number, number]): void {
  const [upper, lower] = [column[j]!, column[j + 1]!];
  column[j] = cosine * upper + sine * lower;
  column[j + 1] = cosine * lower - sine * upper;
}
