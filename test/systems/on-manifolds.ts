import { empirical, gaussian, type Target, vonMises, vonMisesFisher } from '../../src/targets/index.ts';
import { angleOf, atAngle } from '../manifolds/potentials.ts';
import { positionsAfter, type Setup } from './support.ts';

export const SPHERE = { manifold: { type: 'sphere' } } as const;
export const TORUS = { manifold: { type: 'torus' } } as const;

/** N(0, A⁻¹) for a diagonal A. */
export const precision = (values: readonly number[]): Target =>
  gaussian({
    mean: values.map(() => 0),
    covariance: values.map((value, i) => values.map((_, j) => (i === j ? 1 / value : 0))),
  });

/** One particle that starts at a point. */
export const single = (point: ArrayLike<number>, target: Target, method: Setup['method']): Setup => ({
  count: 1,
  initial: empirical({ points: [Array.from(point)] }),
  target,
  method,
});

/** One particle on S² at the angle θ from the pole that V = −κ cos θ draws it to. */
export const onCap = (theta: number, kappa: number, method: Setup['method']): Setup =>
  single(Float32Array.from(atAngle(theta)), vonMisesFisher({ dimension: 3, concentration: kappa }), method);

export const angleAfter = async (setup: Setup, steps: number): Promise<number> =>
  angleOf(await positionsAfter(setup, steps));

/** Uniform particles on S³, where a particle moved by hand to (½, ½, ½, ½) is one of the sphere. */
export const onSphere = (method: Setup['method']): Setup => ({
  count: 24,
  initial: vonMisesFisher({ dimension: 4, concentration: 0 }),
  target: vonMisesFisher({ meanDirection: [1, -2, 0.5, 1], concentration: 2 }),
  method,
});

export const onTorus = (method: Setup['method']): Setup => ({
  count: 24,
  initial: vonMises({ dimension: 2, concentration: 0 }),
  target: vonMises({ mean: [3, -0.5], concentration: 1.5 }),
  method,
});
