import { normalCdf, normalDensity, normalQuantile } from '../../src/random/index.ts';
import { mixture } from '../../src/targets/index.ts';

/** .3 N(−1, .5²) + .7 N(1, .8²). */
const WEIGHTS = [0.3, 0.7];
const MEANS = [-1, 1];
const DEVIATIONS = [0.5, 0.8];

export const mixtureTarget = mixture({
  weights: WEIGHTS,
  means: MEANS.map((mean) => [mean]),
  covariances: DEVIATIONS.map((deviation) => [[deviation ** 2]]),
});

const sum = (f: (weight: number, z: number, deviation: number) => number, x: number): number =>
  WEIGHTS.reduce((total, weight, k) => total + f(weight, (x - MEANS[k]!) / DEVIATIONS[k]!, DEVIATIONS[k]!), 0);

export const density = (x: number): number => sum((weight, z, deviation) => (weight * normalDensity(z)) / deviation, x);
export const cdf = (x: number): number => sum((weight, z) => weight * normalCdf(z), x);
const tail = (x: number): number => sum((weight, z) => weight * normalCdf(-z), x);

/** −f′ = (log ρ)′. */
export const scoreAt = (x: number): number =>
  sum((weight, z, deviation) => (-weight * z * normalDensity(z)) / deviation ** 2, x) / density(x);

/** The Brenier map to N(0, 1), its derivative, and the derivative of that. */
export const brenier = (x: number): number => normalQuantile(cdf(x), tail(x));
export const brenierSlope = (x: number): number => density(x) / normalDensity(brenier(x));

/** The x with cdf(x) = p. */
export function quantile(p: number): number {
  let low = -10;
  let high = 10;
  for (let k = 0; k < 60; k++) {
    const middle = 0.5 * (low + high);
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return 0.5 * (low + high);
}

export const quantiles = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => quantile((i + 0.5) / count));

/**
 * The mirror flow of KL from N(0, 1) with the reference N(0, 1), as T_t = (u_t′)⁻¹ on a grid of y in [−6, 6]: conservative differences of the
 * parabolic Monge-Ampère equation, dT_i/dt = (B_{i+½} − B_{i−½})/h, B = g(y) − f(T) + log T′, with linear ghosts, explicit Euler steps.
 *
 * @returns T as a function on [−6, 6], linear between nodes
 */
export function mirrorFlowMap(time: number, cells = 300): (y: number) => number {
  const h = 12 / cells;
  const map = Float64Array.from({ length: cells + 1 }, (_, i) => -6 + i * h);
  const flux = new Float64Array(cells + 2);
  const steps = Math.ceil(time / (0.1 * h * h));
  for (let step = 0; step < steps; step++) {
    for (let edge = 0; edge <= cells + 1; edge++) {
      const inner = Math.min(Math.max(edge, 1), cells);
      const slope = map[inner]! - map[inner - 1]!;
      const middle = 0.5 * (map[inner]! + map[inner - 1]!) + (edge - inner) * slope;
      flux[edge] = 0.5 * (-6 + (edge - 0.5) * h) ** 2 + Math.log(density(middle)) + Math.log(slope / h);
    }
    for (let i = 0; i <= cells; i++) map[i]! += ((time / steps) * (flux[i + 1]! - flux[i]!)) / h;
  }
  return (y) => {
    const cell = Math.min(Math.floor((y + 6) / h), cells - 1);
    return map[cell]! + ((y + 6) / h - cell) * (map[cell + 1]! - map[cell]!);
  };
}
