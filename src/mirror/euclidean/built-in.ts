import { cubed } from '../../elementary/index.ts';
import { defineMirror } from './mirror.ts';

/*
 * The mirrors of the slides "Generative modeling and parabolic PDEs" (N. Deb), with the flows of F = ½kx² that they solve there for k = 1, and
 * the one of multiplicative weights.
 */

/** u = x²/2: the gradient flow, z e^{−kt}. */
export const quadraticMirror = defineMirror({
  type: 'quadratic',
  title: 'x²/2',
  gradient: (x) => x,
  inverse: (y) => y,
  hessian: () => 1,
  quadraticFlow: (start, strength, time) => start * Math.exp(-strength * time),
});

/** u = x⁴: flat at 0, which the flow reaches at the time 6z²/k and does not leave. */
export const quarticMirror = defineMirror({
  type: 'quartic',
  title: 'x⁴',
  gradient: (x) => 4 * cubed(x),
  inverse: (y) => Math.cbrt(y / 4),
  hessian: (x) => 12 * x ** 2,
  quadraticFlow: (start, strength, time) =>
    Math.sign(start) * Math.sqrt(Math.max(0, start ** 2 - (strength * time) / 6)),
});

/** u = 1/x on x > 0: the flow goes to 0 as t^{−1/3}. */
export const reciprocalMirror = defineMirror({
  type: 'reciprocal',
  title: '1/x',
  domain: [0, Number.POSITIVE_INFINITY],
  gradient: (x) => -1 / (x * x),
  inverse: (y) => (y < 0 ? 1 / Math.sqrt(-y) : Number.NaN),
  hessian: (x) => 2 / cubed(x),
  quadraticFlow: (start, strength, time) => 1 / Math.cbrt(1 / cubed(start) + 1.5 * strength * time),
});

/** u = x log x on x > 0: mirror Euler steps multiply, x e^{−ε∇F}. */
export const entropyMirror = defineMirror({
  type: 'entropy',
  title: 'x log x',
  domain: [0, Number.POSITIVE_INFINITY],
  gradient: (x) => 1 + Math.log(x),
  inverse: (y) => Math.exp(y - 1),
  hessian: (x) => 1 / x,
  quadraticFlow: (start, strength, time) => start / (1 + strength * time * start),
});
