import { checkNumber, type GaussianLaw, type GaussianMoments, type QuadraticEnergy } from '../bures/index.ts';
import { integrateSync } from '../ode/index.ts';
import { alongDirections, type Direction, directionsOf } from './directions.ts';

/**
 * The Sinkhorn potential flow of a quadratic energy from a Gaussian law after the time t, with the cost |x − y|² (without ½) and
 * ε KL(π | μ⊗ν). Along each common eigenvector of covariance and precision, with λ the curvature of V and U = s² + √(s⁴ + ε²/16), the mean
 * decays as e^{−λt} and U as e^{−2λt}, until U = ε/4, where the law is a Dirac. An attraction k|x − y|²/2 adds k to λ for U alone. With an
 * entropy at the temperature T it is d(s²)/dt = −2√(s⁴ + ε²/16)(λ − T/s²), by an integrator.
 *
 * Source: the Sinkhorn potential flow of arXiv 2511.14278 on Gaussians; as ε → 0 it is the Wasserstein gradient flow.
 *
 * @param options `epsilon` > 0 in units of the cost, `time` ≥ 0
 * @throws InputError when covariance and precision do not commute, or law, energy or options make no sense
 */
export function gaussianSinkhornPotentialFlow(
  law: GaussianLaw,
  energy: QuadraticEnergy,
  { epsilon, time }: { epsilon: number; time: number },
): GaussianMoments {
  checkNumber(epsilon, 'epsilon', { positive: true });
  checkNumber(time, 'time');
  return alongDirections(law, energy, (direction) => ({
    offset: direction.offset * Math.exp(-direction.pull * time),
    variance:
      direction.temperature > 0 ? withEntropy(direction, epsilon, time) : withoutEntropy(direction, epsilon, time),
  }));
}

/**
 * The time at which the Sinkhorn potential flow has made a Dirac of a Gaussian law: ln(4U₀/ε)/(2λ) of its slowest direction; ∞ with an entropy,
 * or where nothing pulls a direction together.
 *
 * @param epsilon > 0, in units of the cost |x − y|²
 * @throws InputError as `gaussianSinkhornPotentialFlow`
 */
export function gaussianCollapseTime(law: GaussianLaw, energy: QuadraticEnergy, epsilon: number): number {
  checkNumber(epsilon, 'epsilon', { positive: true });
  const times = directionsOf(law, energy).map(({ variance, confinement, temperature }) => {
    if (temperature > 0) return Number.POSITIVE_INFINITY;
    return variance === 0 ? 0 : Math.log((4 * spreadOf(variance, epsilon)) / epsilon) / (2 * confinement);
  });
  return Math.max(...times);
}

/** U = s² + √(s⁴ + ε²/16): s² of a law without a kernel, ε/4 of a Dirac. */
const spreadOf = (variance: number, epsilon: number): number => variance + Math.hypot(variance, epsilon / 4);

function withoutEntropy({ variance, confinement }: Direction, epsilon: number, time: number): number {
  const spread = spreadOf(variance, epsilon) * Math.exp(-2 * confinement * time);
  return Math.max(0, 0.5 * spread - epsilon ** 2 / (32 * spread));
}

const TOLERANCE = 1e-12;

/** In y = s⁴, whose velocity is bounded at a Dirac: dy/dt = −4√(y + ε²/16)(λ√y − T). */
function withEntropy({ variance, confinement, temperature }: Direction, epsilon: number, time: number): number {
  const velocity = ([squared]: Float64Array): Float64Array => {
    const y = Math.max(0, squared!);
    return Float64Array.of(-4 * Math.sqrt(y + epsilon ** 2 / 16) * (confinement * Math.sqrt(y) - temperature));
  };
  // The smaller of the equilibrium and of what a Dirac, or the law itself, has become by then.
  const scale = Math.min((temperature / confinement) ** 2, Math.max(variance ** 2, temperature * epsilon * time));
  const { x } = integrateSync(velocity, Float64Array.of(variance ** 2), time, {
    tolerance: TOLERANCE,
    scale: scale || 1,
  });
  return Math.sqrt(Math.max(0, x[0]!));
}
