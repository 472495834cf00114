import type { Energy } from '../../src/energies/index.ts';
import { Matrix, symmetricInverse, symmetrised } from '../../src/linalg/index.ts';

/** H = N·Hess F by central differences of G, to about 1e-7 of itself, [nd, nd]. */
export async function denseHessian(energy: Energy, points: Float64Array): Promise<Matrix> {
  const size = points.length;
  const hessian = new Matrix(size, size);
  const h = 1e-5;
  const gradientAt = async (k: number, shift: number): Promise<Float64Array> => {
    const moved = points.slice();
    moved[k]! += shift;
    return (await energy.at(moved)).gradient;
  };
  for (let k = 0; k < size; k++) {
    const [above, below] = [await gradientAt(k, h), await gradientAt(k, -h)];
    for (let i = 0; i < size; i++) hessian.set(i, k, (above[i]! - below[i]!) / (2 * h));
  }
  return symmetrised(hessian);
}

/** −(I + (η/2)H)⁻¹G or −(I − (η/2)H)G with dense matrices. */
export async function denseVelocity(
  energy: Energy,
  points: Float64Array,
  eta: number,
  form: 'pade' | 'plain',
): Promise<Float64Array> {
  const hessian = await denseHessian(energy, points);
  const identity = Matrix.eye(points.length);
  const factor =
    form === 'pade'
      ? symmetricInverse(Matrix.add(identity, hessian.mul(eta / 2)))
      : Matrix.sub(identity, hessian.mul(eta / 2));
  const { gradient } = await energy.at(points);
  return Float64Array.from(factor.mmul(Matrix.columnVector(Array.from(gradient))).getColumn(0), (value) => -value);
}

/** ẋ = v(x) by the classical Runge-Kutta method in equal steps. */
export async function rungeKutta(
  velocity: (x: Float64Array) => Promise<Float64Array>,
  start: Float64Array,
  time: number,
  steps: number,
): Promise<Float64Array> {
  const h = time / steps;
  const along = (x: Float64Array, t: number, v: Float64Array) => x.map((value, i) => value + t * v[i]!);
  let x = start;
  for (let k = 0; k < steps; k++) {
    const a = await velocity(x);
    const b = await velocity(along(x, h / 2, a));
    const c = await velocity(along(x, h / 2, b));
    const d = await velocity(along(x, h, c));
    x = x.map((value, i) => value + (h / 6) * (a[i]! + 2 * b[i]! + 2 * c[i]! + d[i]!));
  }
  return x;
}
