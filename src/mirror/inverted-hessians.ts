import { Matrix, symmetricEigen } from '../linalg/index.ts';

/** What the diffusion needs of H at each particle, row-major. */
export interface InvertedHessians {
  /** H⁻¹ and its symmetric root, [n, d, d]. */
  inverse: Float64Array;
  inverseRoot: Float64Array;
  /** div H⁻¹, [n, d]; 0 where an eigenvalue was clipped. */
  divergence: Float64Array;
  /** Share of the particles where one was. */
  clipped: number;
}

/** @param hessian H, [n, d, d] @param third ∂H, [n, d, d, d] @param bounds of the eigenvalues of H */
export function invertedHessians(
  hessian: Float64Array,
  third: Float64Array,
  d: number,
  [smallest, largest]: readonly [number, number],
): InvertedHessians {
  const count = hessian.length / (d * d);
  const inverse = new Float64Array(hessian.length);
  const inverseRoot = new Float64Array(hessian.length);
  const divergence = new Float64Array(count * d);
  let clipped = 0;
  for (let i = 0; i < count; i++) {
    const { values, vectors } = symmetricEigen(
      Matrix.from1DArray(d, d, hessian.subarray(i * d * d, (i + 1) * d * d) as never),
    );
    const bounded = values.map((value) => Math.min(largest, Math.max(smallest, value)));
    const turned = (change: (value: number) => number): number[] =>
      vectors.clone().mulRowVector(bounded.map(change)).mmul(vectors.transpose()).to1DArray();
    const own = turned((value) => 1 / value);
    inverse.set(own, i * d * d);
    inverseRoot.set(
      turned((value) => 1 / Math.sqrt(value)),
      i * d * d,
    );
    if (values.some((value, k) => value !== bounded[k])) clipped += 1 / count;
    else divergence.set(divergenceOf(own, third.subarray(i * d ** 3, (i + 1) * d ** 3), d), i * d);
  }
  return { inverse, inverseRoot, divergence, clipped };
}

/** −K ∇log det H with (∇log det H)_k = K_ij ∂_k H_ij. */
function divergenceOf(inverse: number[], third: Float64Array, d: number): number[] {
  const gradient = new Array<number>(d).fill(0);
  for (let at = 0; at < d * d; at++) {
    for (let k = 0; k < d; k++) gradient[k]! += inverse[at]! * third[at * d + k]!;
  }
  return gradient.map((_, a) => -gradient.reduce((sum, value, k) => sum + inverse[a * d + k]! * value, 0));
}
