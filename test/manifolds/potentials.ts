import { type PointPotential, potentialOfFunctions } from '../../src/manifolds/index.ts';

/** V = ½x·Ax. */
export const quadraticPotential = (a: readonly (readonly number[])[]): PointPotential =>
  potentialOfFunctions({
    dimension: a.length,
    value: (x) => 0.5 * a.reduce((sum, row, i) => sum + x[i]! * product(row, x), 0),
    gradient: (x) => a.map((row) => product(row, x)),
    hessian: () => a,
  });

const product = (row: readonly number[], x: Float64Array): number => row.reduce((sum, a, j) => sum + a * x[j]!, 0);

/** V = −κ μ·x, in R³ with μ the last axis if not given. */
export const linearPotential = (kappa: number, direction: readonly number[] = [0, 0, 1]): PointPotential =>
  potentialOfFunctions({
    dimension: direction.length,
    value: (x) => -kappa * product(direction, x),
    gradient: () => direction.map((each) => -kappa * each),
    hessian: () => direction.map(() => direction.map(() => 0)),
  });

/** V = −κ Σ cos θ_k. */
export const cosinePotential = (kappa: number, dimension: number): PointPotential =>
  potentialOfFunctions({
    dimension,
    value: (x) => -kappa * x.reduce((sum, angle) => sum + Math.cos(angle), 0),
    gradient: (x) => x.map((angle) => kappa * Math.sin(angle)),
    hessian: (x) => Array.from(x, (angle, i) => Array.from(x, (_, j) => (i === j ? kappa * Math.cos(angle) : 0))),
  });

/** The point at the angle θ from the last axis of R³, on the meridian of the angle φ. */
export const atAngle = (theta: number, phi = 0.4): Float64Array =>
  Float64Array.of(Math.sin(theta) * Math.cos(phi), Math.sin(theta) * Math.sin(phi), Math.cos(theta));

export const angleOf = (x: ArrayLike<number>): number => Math.atan2(Math.hypot(x[0]!, x[1]!), x[2]!);
