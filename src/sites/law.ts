import { InputError, RunError } from '../errors.ts';
import { dot } from '../linalg/index.ts';
import type { SiteKernel } from './kernel.ts';
import { largest } from './log-sums.ts';

/**
 * A probability measure μ on sites and the element b = exp(−f_μμ/ε) of the RKHS of G that stands for it, f_μμ its self-potential:
 * b = Ga, μ = a ⊙ b, ⟨b₁, b₂⟩ = a₁ᵀGa₂, and |b|² = aᵀGa = Σμ = 1 (Lavenant et al. 2024, arXiv 2405.04987).
 *
 * Since |b| = 1 and G has ones on its diagonal, a ≤ b ≤ 1, and so μ ≤ a ≤ √μ ≤ b ≤ 1 where μ > 0, whatever ε is: neither underflows there.
 * Far from all mass b may underflow; log b is `logApply(log a)`.
 */
export interface SiteLaw {
  /** μ, [n], ≥ 0, sum 1. */
  readonly masses: Float64Array;
  /** a, [n], ≥ 0: zero where μ is. */
  readonly coefficients: Float64Array;
}

const TOLERANCE = 1e-14;
/** More than rounding can explain. */
const WORST = 1e-12;
const MOST_ITERATIONS = 200;

/**
 * The step and the momentum that contract the fastest. With u = log a the residual log(μ/(a Ga)) has the derivative −(I + K), K the Markov
 * operator of the plan of μ to itself. G is positive, so the eigenvalues of I + K are in [1, 2] for every μ and ε, and each iteration
 * takes a factor (√2 − 1)/(√2 + 1) = .17 off the error (Polyak 1964); without momentum it would be ⅓.
 */
const STEP = 4 / (Math.SQRT2 + 1) ** 2;
const MOMENTUM = ((Math.SQRT2 - 1) / (Math.SQRT2 + 1)) ** 2;

/**
 * The law of masses ≥ 0, which are normalised: the symmetric Sinkhorn problem a ⊙ Ga = μ, to Σ|a ⊙ Ga − μ| ≤ 1e-14 or what the kernel can
 * tell apart.
 *
 * @param masses [n]
 * @throws InputError for masses that are not finite, or negative, or all zero
 * @throws RunError if the residual does not come down
 */
export async function lawOfMasses(kernel: SiteKernel, masses: Float64Array): Promise<SiteLaw> {
  check(kernel, masses, 'masses');
  const normalised = normal(masses);
  const support = Int32Array.from(normalised.keys()).filter((i) => normalised[i]! > 0);
  let coefficients = normalised.map(Math.sqrt);
  const velocity = new Float64Array(support.length);
  let best = { residual: Number.POSITIVE_INFINITY, coefficients };
  let idle = 0;
  for (let iteration = 0; iteration < MOST_ITERATIONS && idle < 8; iteration++) {
    const image = await kernel.apply(coefficients);
    let residual = 0;
    const next = new Float64Array(kernel.count);
    for (let s = 0; s < support.length; s++) {
      const i = support[s]!;
      const [mass, a, b] = [normalised[i]!, coefficients[i]!, image[i]!];
      residual += Math.abs(mass - a * b);
      velocity[s] = STEP * Math.log(mass / a / b) + MOMENTUM * velocity[s]!;
      next[i] = a * Math.exp(velocity[s]!);
    }
    idle = residual < 0.5 * best.residual ? 0 : idle + 1;
    if (residual < best.residual) best = { residual, coefficients };
    if (residual < TOLERANCE) break;
    coefficients = next;
  }
  if (best.residual > Math.max(WORST, 100 * kernel.precision)) {
    throw new RunError(`the law of the masses on ${support.length} sites did not converge: residual ${best.residual}`);
  }
  return { masses: normalised, coefficients: best.coefficients };
}

/**
 * The law of coefficients ≥ 0, scaled to mass 1.
 *
 * @param coefficients a times any number, [n]
 * @throws InputError for coefficients that are not finite, or negative, or all zero
 */
export async function lawOfCoefficients(kernel: SiteKernel, coefficients: Float64Array): Promise<SiteLaw> {
  check(kernel, coefficients, 'coefficients');
  const top = largest(coefficients);
  const scaled = coefficients.map((a) => a / top);
  const image = await kernel.apply(scaled);
  const scale = 1 / Math.sqrt(dot(scaled, image));
  return {
    masses: normal(scaled.map((a, i) => a * image[i]!)),
    coefficients: scaled.map((a) => a * scale),
  };
}

/** Scaled to sum 1, by way of the largest so that no sum overflows. */
function normal(masses: Float64Array): Float64Array {
  const top = largest(masses);
  const total = masses.reduce((sum, mass) => sum + mass / top, 0);
  return masses.map((mass) => mass / top / total);
}

function check(kernel: SiteKernel, values: Float64Array, field: string): void {
  if (values.length !== kernel.count) {
    throw new InputError(`${field}: must be as many as the ${kernel.count} sites, got ${values.length}`);
  }
  const at = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (at >= 0) throw new InputError(`${field}[${at}]: must be a finite number >= 0, got ${values[at]}`);
  if (values.every((value) => value === 0)) throw new InputError(`${field}: must not all be 0`);
}
