import type { Direction } from './directions.ts';

const MOST_HALVINGS = 200;

/**
 * The variance v after a step in the curvature λ + k − T/v of potential, attraction and entropy, which depends on it: explicit without an
 * entropy, else by bisection, since the step leads above any v that is near to the smallest, and below any that is large.
 *
 * @param step (s², (λ + k − T/v)τ) → v
 */
export function implicitVariance(
  { variance, confinement, temperature }: Direction,
  stepSize: number,
  step: (variance: number, x: number) => number,
): number {
  if (temperature === 0) return step(variance, stepSize * confinement);
  const leadsUp = (v: number): boolean => step(variance, stepSize * (confinement - temperature / v)) > v;
  // Below it the step has no minimum: the entropy outweighs what holds the law together.
  let low = (stepSize * temperature) / (1 + stepSize * confinement);
  let high = 2 * Math.max(low, variance);
  while (leadsUp(high)) high *= 2;
  for (let i = 0; i < MOST_HALVINGS; i++) {
    const middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    if (leadsUp(middle)) low = middle;
    else high = middle;
  }
  return high;
}
