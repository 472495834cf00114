import { hostPotential } from '../../src/energies/index.ts';

/** V = a|x|²/2 in float64. */
export const quadratic = (dimension: number, a = 1) =>
  hostPotential({
    dimension,
    value: (x) => 0.5 * a * x.reduce((sum, value) => sum + value * value, 0),
    gradient: (x) => x.map((value) => a * value),
    hessian: (x) => Array.from(x, (_, k) => Array.from(x, (_value, l) => (k === l ? a : 0))),
  });

/** V = Σ_k x_k⁴/4 − b x_k²/2 in float64. */
export const quartic = (dimension: number, b = 0) =>
  hostPotential({
    dimension,
    value: (x) => x.reduce((sum, value) => sum + value ** 4 / 4 - (b * value * value) / 2, 0),
    gradient: (x) => x.map((value) => value ** 3 - b * value),
    hessian: (x) => Array.from(x, (value, k) => Array.from(x, (_, l) => (k === l ? 3 * value * value - b : 0))),
  });
