import type { QuadraticEnergy } from '../bures/index.ts';
import { Matrix, matrixOf, scaledIdentity, symmetricFunction, symmetricInverse, symmetrised } from '../linalg/index.ts';
import type { Moments } from '../targets/index.ts';
import type { Ensemble } from '../world/index.ts';

/**
 * The law of birth-death dynamics ∂ρ/∂t = −ρ (log ρ/π − KL(ρ | π)) from a Gaussian to π = N(μ, V) at the time t, with `langevin` that of
 * ∂ρ/∂t = ∇·(ρ∇log ρ/π) − ρ (log ρ/π − KL(ρ | π)).
 *
 * With A = V⁻¹ and B = ½I, or A + ½I with Langevin, the deviations E = C − V and z = m − μ obey Ė = −BE − EB − EAE and ż = −(½ + B + EA)z, so
 *   E(t) = P E(0) e^{−tB},  z(t) = e^{−t/2} P z(0),  P = e^{−tB} (I + E(0) N)⁻¹,  N = ∫₀ᵗ e^{−sB} A e^{−sB} ds.
 * Without Langevin this is the geometric mean ρ_t ∝ π^{1−e^{−t}} ρ₀^{e^{−t}}, since log ρ_t/π decays as e^{−t} up to a constant.
 */
export function birthDeathMoments({ initial, method }: Ensemble, energy: QuadraticEnergy, time: number): Moments {
  const { mean: centre, precision } = energy;
  const rate = method.langevin ? (a: number): number => a + 0.5 : (): number => 0.5;
  const decay = symmetricFunction(precision, (a) => Math.exp(-time * rate(a)));
  const root = symmetricFunction(precision, (a) => Math.sqrt((a * -Math.expm1(-2 * rate(a) * time)) / (2 * rate(a))));
  const { mean, covariance } = initial.moments!;
  const goal = symmetricInverse(precision);
  const excess = Matrix.sub(matrixOf(covariance), goal);
  const propagator = decay.mmul(inverseOfOnePlus(excess, root));
  const offset = Matrix.columnVector(mean.map((value, k) => value - centre[k]!));
  const shift = propagator.mmul(offset).mul(Math.exp(-time / 2));
  return {
    mean: shift.to1DArray().map((value, k) => value + centre[k]!),
    covariance: symmetrised(Matrix.add(goal, propagator.mmul(excess).mmul(decay))).to2DArray(),
  };
}

/** (I + ER²)⁻¹ = I − ER(I + RER)⁻¹R for symmetric E and R, where I + RER is positive definite. */
function inverseOfOnePlus(e: Matrix, r: Matrix): Matrix {
  const one = scaledIdentity(e.rows);
  const inner = symmetricInverse(Matrix.add(one, r.mmul(e).mmul(r)));
  return one.sub(e.mmul(r).mmul(inner).mmul(r));
}
