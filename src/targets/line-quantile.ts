import { normalQuantile, normalTail } from '../random/index.ts';
import { logGamma } from './log-gamma.ts';

/** One component of an elliptical mixture on the line: weight · law of mean + scale · Z. */
export interface LineComponent {
  weight: number;
  mean: number;
  scale: number;
}

/** Beyond this part of the scale of the mixture float64 has no digits left. */
const PRECISION = 2 ** -52;

/**
 * The quantile function of a mixture on the line of Gaussians, or of Student's t with `degreesOfFreedom`: in closed form for one Gaussian,
 * else by bisection of its distribution function (below the median) or of its complement (above), so that no digit is lost in a tail.
 */
export function lineQuantile(
  components: readonly LineComponent[],
  degreesOfFreedom?: number,
): (probability: number) => number {
  const [first, ...others] = components;
  if (others.length === 0 && degreesOfFreedom === undefined) {
    return (u) => first!.mean + first!.scale * normalQuantile(u, 1 - u);
  }
  const tail = degreesOfFreedom === undefined ? normalTail : (z: number) => studentTail(z, degreesOfFreedom);
  const below = (z: number): number => (z > 0 ? 1 - tail(z) : tail(-z));
  const mass = (x: number, side: 1 | -1): number =>
    components.reduce((sum, { weight, mean, scale }) => sum + weight * below((side * (x - mean)) / scale), 0);
  return (u) => {
    const excess = u < 0.5 ? (x: number) => mass(x, 1) - u : (x: number) => 1 - u - mass(x, -1);
    return increasingRoot(excess, components);
  };
}

/** Where an increasing function changes its sign. */
function increasingRoot(f: (x: number) => number, components: readonly LineComponent[]): number {
  const end = (side: 1 | -1): number => {
    for (let reach = 4; ; reach *= 2) {
      const ends = components.map(({ mean, scale }) => mean + side * reach * scale);
      const furthest = side > 0 ? Math.max(...ends) : Math.min(...ends);
      if (side * f(furthest) >= 0) return furthest;
    }
  };
  let low = end(-1);
  let high = end(1);
  const finest = PRECISION * Math.min(...components.map(({ scale }) => scale));
  while (high - low > Math.max(finest, PRECISION * Math.max(Math.abs(low), Math.abs(high)))) {
    const middle = low + (high - low) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** P(T > t) of Student's t with ν degrees of freedom for t ≥ 0: half the regularised incomplete beta function at ν/(ν + t²). */
export function studentTail(t: number, degreesOfFreedom: number): number {
  const nu = degreesOfFreedom;
  const outer = nu / (nu + t * t);
  const inner = (t * t) / (nu + t * t);
  // The continued fraction converges fast on its own side of the mean of the beta law.
  return outer < (nu + 2) / (nu + 5)
    ? 0.5 * incompleteBeta(outer, inner, nu / 2, 0.5)
    : 0.5 - 0.5 * incompleteBeta(inner, outer, 0.5, nu / 2);
}

/**
 * I_x(a, b) with y = 1 − x, by the continued fraction of Abramowitz & Stegun 26.5.8 (Lentz's evaluation). Accurate to about 1e-12 for
 * x < (a + 1)/(a + b + 2).
 */
function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x === 0) return 0;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  return (fraction * Math.exp(a * Math.log(x) + b * Math.log(y) - logBeta)) / a;
}
