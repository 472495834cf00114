import { type Draw, normals } from '../random/index.ts';

/** Independent momenta N(0, M), row-major [count, dimension], with the diagonal of M⁻¹ given. */
export function drawMomenta(count: number, inverseMass: Float64Array, draw: Draw): Float64Array {
  const dimension = inverseMass.length;
  const deviations = inverseMass.map((each) => 1 / Math.sqrt(each));
  return normals(count, dimension, draw).map((z, i) => z * deviations[i % dimension]!);
}
