/** 2/λ_max: explicit Euler is stable below it, and so is the plain form of JKO-Flow; nothing where no step is too large. */
export const stabilityLimit = (largest: number): { stabilityLimit?: number } =>
  largest > 0 ? { stabilityLimit: 2 / largest } : {};

/** Why an explicit step had to be the last one. */
export const exploded = (stepSize: number, largest: number): string =>
  `the energy became infinite: explicit Euler is unstable at the step size ${stepSize}, it is stable below 2/λ_max = ` +
  `${(2 / largest).toPrecision(3)}`;

/** Why there is no plain form of JKO-Flow at a step size. */
export const plainFormUnstable = (stepSize: number, largest: number): string =>
  `the plain form of JKO-Flow is unstable at η = ${stepSize}: λ_max = ${largest.toPrecision(3)}, so the largest stable η is ` +
  `${(2 / largest).toPrecision(3)}; use form 'pade'`;
