import type { ReferenceLaw } from '../flow/reference-law.ts';
import { affineRows } from '../rows.ts';
import { derivativesAt, sizeOf, widthOf } from './basis.ts';
import { LeastSquares } from './least-squares.ts';
import {
  allPositive,
  type Derivatives,
  derivativesOf,
  framed,
  imagesOf,
  isPolynomial,
  type Potential,
} from './potential.ts';

/** Ridge of the rate of a Gaussian's coefficient, for each point; ten times as much after each step that was refused. */
const RIDGE = 1e-2;
/** And then of the polynomials, in units of that. */
const POLYNOMIAL_SHARE = 1e-2;
const MOST_TRIES = 8;
/** A step may not take ∇²u below and above these multiples of what it was, in any direction at any point. */
const LEAST_GROWTH = 0.6;
const MOST_GROWTH = 1.7;

export interface Advanced {
  potential: Potential;
  /** How often the ridge was raised. */
  raised: number;
  /** False where no ridge was enough, and u stays as it was. */
  accepted: boolean;
}

/**
 * A step h of the parabolic Monge-Ampère equation for u, from its gradient at points x [n, d]:
 *   ∇u̇ = ∇R,   R = f + log ρ = f − g(∇u) + log det ∇²u,
 * by least squares over the points in the span of the basis, linearly implicit: Σ|∇ψ·ċ − hJ·ċ − ∇R|² with J v = −∇²v ∇g(∇u) + ∇tr(H⁻¹∇²v), which is ∇R′v but for
 * its term of order 0, −H∇²g ∇v. Of order 1, and 2 between Gaussians, where J is half of ∇R′. No density of the particles is needed, and since their law enters
 * by the points alone, not its noise.
 *
 * @param force ∇f at x, [n, d]
 */
export async function advancePotential(
  potential: Potential,
  {
    x,
    force,
    reference,
    stepSize: h,
  }: { x: Float64Array; force: Float64Array; reference: ReferenceLaw; stepSize: number },
): Promise<Advanced> {
  const { basis, spread, whitening, coefficients } = potential;
  const d = basis.dimension;
  const z = framed(potential, x);
  const now = derivativesOf(potential, z);
  const pull = affineRows(await reference.score!(imagesOf(potential, now)), whitening);
  const equations = equationsOf(potential, { z, now, pull, push: affineRows(force, spread), h });
  const count = x.length / d;
  for (let raised = 0, ridge = RIDGE; raised < MOST_TRIES; raised++, ridge *= 10) {
    const polynomial = raised === 0 ? 1e-10 : POLYNOMIAL_SHARE * ridge;
    const rates = equations.solve((k) => count * (isPolynomial(potential, k) ? polynomial : ridge));
    if (!rates) continue;
    const next = { ...potential, coefficients: coefficients.map((value, k) => value + h * rates[k]!) };
    if (isModest(derivativesOf(next, z).hessian, now.hessian, d)) return { potential: next, raised, accepted: true };
  }
  return { potential, raised: MOST_TRIES, accepted: false };
}

interface Points {
  z: Float64Array;
  now: Derivatives;
  /** −S^−½∇g(∇u) and S^½∇f, [n, d]. */
  pull: Float64Array;
  push: Float64Array;
  h: number;
}

function equationsOf({ basis }: Potential, { z, now, pull, push, h }: Points): LeastSquares {
  const d = basis.dimension;
  const size = sizeOf(basis);
  const stride = widthOf(d);
  const equations = new LeastSquares(size);
  const functions = new Float64Array(size * stride);
  const row = new Float64Array(size);
  for (let point = 0; point < z.length / d; point++) {
    derivativesAt(basis, z, point, functions);
    const inverse = inverseOf(now.hessian.subarray(point * d * d, (point + 1) * d * d), d);
    const wind = pull.subarray(point * d, (point + 1) * d);
    for (let c = 0; c < d; c++) {
      const winds = (second: Float64Array, at: number): number => windAlong(second, at + c * d, wind);
      const spreads = (third: Float64Array, at: number): number => spreadAlong(third, at + c, inverse, d);
      for (let k = 0, at = 0; k < size; k++, at += stride) {
        row[k] = functions[at + c]! - h * (winds(functions, at + d) + spreads(functions, at + d + d * d));
      }
      const own = winds(now.hessian, point * d * d) + spreads(now.third, point * d ** 3);
      equations.add(row, push[point * d + c]! + own);
    }
  }
  return equations;
}

/* ∂_c(−g(∇u) + log det ∇²u), and what a change v of u does to it: Σ_b w_b ∂_cb v + Σ_ab K_ab ∂_abc v. */

/** Σ_b ∂_cb v w_b, where ∂_c1 v lies at `start`. */
function windAlong(second: Float64Array, start: number, wind: Float64Array): number {
  let sum = 0;
  for (let b = 0; b < wind.length; b++) sum += second[start + b]! * wind[b]!;
  return sum;
}

/** Σ_ab K_ab ∂_abc v, where ∂_11c v lies at `start`. */
function spreadAlong(third: Float64Array, start: number, inverse: Float64Array, d: number): number {
  let sum = 0;
  for (let ab = 0; ab < inverse.length; ab++) sum += inverse[ab]! * third[start + ab * d]!;
  return sum;
}

/** The inverse of a positive definite matrix by Gauss-Jordan elimination. */
function inverseOf(matrix: Float64Array, d: number): Float64Array {
  const left = matrix.slice();
  const inverse = new Float64Array(d * d);
  for (let k = 0; k < d; k++) inverse[k * d + k] = 1;
  for (let pivot = 0; pivot < d; pivot++) {
    const scale = 1 / left[pivot * d + pivot]!;
    for (let k = 0; k < d; k++) {
      left[pivot * d + k]! *= scale;
      inverse[pivot * d + k]! *= scale;
    }
    for (let other = 0; other < d; other++) {
      if (other === pivot) continue;
      const factor = left[other * d + pivot]!;
      for (let k = 0; k < d; k++) {
        left[other * d + k]! -= factor * left[pivot * d + k]!;
        inverse[other * d + k]! -= factor * inverse[pivot * d + k]!;
      }
    }
  }
  return inverse;
}

const isModest = (next: Float64Array, last: Float64Array, d: number): boolean =>
  allPositive(next.map((entry, at) => entry - LEAST_GROWTH * last[at]!), d) &&
  allPositive(next.map((entry, at) => MOST_GROWTH * last[at]! - entry), d); // biome-ignore format: two lines
