import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { euclidean, type Manifold, manifoldOf, sphere, torus } from '../../src/manifolds/index.ts';

const METRIC = [
  [2, 0.6, -0.3],
  [0.6, 1, 0.2],
  [-0.3, 0.2, 0.5],
];

const coordinates = (length: number) =>
  fc
    .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values));

const pointsOf = (manifold: Manifold) =>
  coordinates(manifold.dimension)
    .filter((values) => Math.hypot(...values) > 0.1)
    .map((values) => manifold.retract(values));

const manifolds: [string, Manifold][] = [
  ['R³', euclidean(3)],
  ['R³ with a metric', euclidean(3, METRIC)],
  ['the circle in the plane', sphere(2)],
  ['S²', sphere(3)],
  ['S⁴', sphere(5)],
  ['the circle of angles', torus(1)],
  ['the torus', torus(3)],
];

const minus = (u: Float64Array, v: Float64Array): Float64Array => u.map((value, i) => value - v[i]!);
const scaled = (factor: number, u: Float64Array): Float64Array => u.map((value) => factor * value);
const size = (u: Float64Array): number => Math.hypot(...u);

/** A function of R^d with every derivative: Σ sin(x_i + ½x_{i+1}), 2π-periodic in each coordinate after doubling the argument. */
const wave = {
  phase: (x: Float64Array, i: number): number => 2 * x[i]! + x[(i + 1) % x.length]! + 0.3 * i,
  value: (x: Float64Array): number => x.reduce((sum, _, i) => sum + Math.sin(wave.phase(x, i)), 0),
  weight: (d: number, i: number, k: number): number => (i === k ? 2 : 0) + ((i + 1) % d === k ? 1 : 0),
  differential: (x: Float64Array): Float64Array =>
    x.map((_, k) => x.reduce((sum, __, i) => sum + wave.weight(x.length, i, k) * Math.cos(wave.phase(x, i)), 0)),
  product: (x: Float64Array, v: Float64Array): Float64Array =>
    x.map((_, k) =>
      x.reduce((sum, __, i) => {
        const along = v.reduce((total, value, l) => total + wave.weight(x.length, i, l) * value, 0);
        return sum - wave.weight(x.length, i, k) * along * Math.sin(wave.phase(x, i));
      }, 0),
    ),
};

describe.each(manifolds)('%s', (_name, manifold) => {
  const { dimension: d } = manifold;
  const two = fc.tuple(pointsOf(manifold), pointsOf(manifold));
  const pointAndVector = fc
    .tuple(pointsOf(manifold), coordinates(d))
    .map(([x, v]) => [x, manifold.project(x, v)] as const)
    .filter(([, v]) => size(v) > 1e-3);

  it('has exp and log as inverses, and the distance as the length of log', () => {
    fc.assert(
      fc.property(two, ([x, y]) => {
        const v = manifold.log(x, y);
        expect(size(minus(v, manifold.project(x, v)))).toBeLessThan(1e-10);
        expect(manifold.distance(manifold.exp(x, v), y)).toBeLessThan(1e-10);
        expect(Math.sqrt(manifold.inner(x, v, v))).toBeCloseTo(manifold.distance(x, y), 10);
        expect(manifold.distance(y, x)).toBeCloseTo(manifold.distance(x, y), 12);
      }),
    );
    fc.assert(
      fc.property(pointAndVector, ([x, long]) => {
        const v = scaled(Math.min(1, (0.99 * manifold.injectivityRadius) / size(long)), long);
        expect(size(minus(manifold.log(x, manifold.exp(x, v)), v))).toBeLessThan(1e-8);
      }),
    );
  });

  it('has points that exp and retract do not leave', () => {
    fc.assert(
      fc.property(pointAndVector, ([x, v]) => {
        const y = manifold.exp(x, scaled(7, v));
        expect(manifold.fault(y)).toBeUndefined();
        expect(size(minus(manifold.retract(y), y))).toBeLessThan(1e-14);
        expect(manifold.fault(Float64Array.from(manifold.rounded(y)))).toBeUndefined();
        expect(size(minus(Float64Array.from(manifold.rounded(y)), y))).toBeLessThan(1e-6 * (1 + size(y)));
      }),
    );
  });

  it('has an orthonormal tangent frame', () => {
    fc.assert(
      fc.property(pointsOf(manifold), (x) => {
        const frame = manifold.frame(x);
        expect(frame).toHaveLength(manifold.type === 'sphere' ? d - 1 : d);
        for (const [k, u] of frame.entries()) {
          expect(size(minus(u, manifold.project(x, u)))).toBeLessThan(1e-12);
          for (const [l, v] of frame.entries()) expect(manifold.inner(x, u, v)).toBeCloseTo(k === l ? 1 : 0, 12);
        }
      }),
    );
  });

  it('has the gradient and the Hessian of a function along geodesics, by differences', () => {
    const h = 1e-3;
    fc.assert(
      fc.property(pointAndVector, ([x, long]) => {
        const v = scaled(1 / size(long), long);
        const at = (t: number): number => wave.value(manifold.exp(x, scaled(t, v)));
        const differential = wave.differential(x);
        const gradient = manifold.gradient(x, differential);
        const bent = manifold.hessianVector(x, differential, wave.product(x, v), v);
        expect(size(minus(bent, manifold.project(x, bent)))).toBeLessThan(1e-10);
        expect(manifold.inner(x, gradient, v)).toBeCloseTo((at(h) - at(-h)) / (2 * h), 3);
        expect(manifold.inner(x, bent, v)).toBeCloseTo((at(h) - 2 * at(0) + at(-h)) / (h * h), 2);
      }),
    );
  });

  it('has the Hessian of half the squared distance, by differences', () => {
    const h = 1e-3;
    fc.assert(
      fc.property(two, pointAndVector, ([x, y], [, long]) => {
        fc.pre(manifold.log(x, y).every((value) => Math.abs(value) < 3 - 2 * h) || manifold.type === 'euclidean');
        fc.pre(manifold.distance(x, y) < 2.8 || manifold.type !== 'sphere');
        const tangent = manifold.project(x, long);
        fc.pre(size(tangent) > 1e-3);
        const v = scaled(1 / size(tangent), tangent);
        const at = (t: number): number => 0.5 * manifold.distance(manifold.exp(x, scaled(t, v)), y) ** 2;
        const second = (at(h) - 2 * at(0) + at(-h)) / (h * h);
        const expected = manifold.inner(x, manifold.distanceHessian(x, y, v), v);
        expect(Math.abs(second - expected)).toBeLessThan(1e-3 * (1 + Math.abs(expected)));
      }),
    );
  });
});

describe('the cut locus', () => {
  it('of the sphere: log at an antipode is one of the shortest ways, always the same', () => {
    for (const x of [Float64Array.of(0, 0, 1), Float64Array.of(0.6, 0, -0.8), Float64Array.of(0, 1)]) {
      const manifold = sphere(x.length);
      const antipode = x.map((value) => -value);
      const v = manifold.log(x, antipode);
      expect(size(v)).toBeCloseTo(Math.PI, 12);
      expect(manifold.distance(manifold.exp(x, v), antipode)).toBeLessThan(1e-12);
      expect(manifold.log(x, antipode)).toEqual(v);
    }
  });

  it('of the sphere: near it log keeps its digits', () => {
    const manifold = sphere(3);
    const x = Float64Array.of(0, 0, 1);
    for (const gap of [1e-3, 1e-6, 1e-9]) {
      const v = Float64Array.of((Math.PI - gap) * 0.6, (Math.PI - gap) * 0.8, 0);
      expect(size(minus(manifold.log(x, manifold.exp(x, v)), v))).toBeLessThan(1e-5);
      expect(manifold.distance(x, manifold.exp(x, v))).toBeCloseTo(Math.PI - gap, 12);
    }
  });

  it('of the sphere: near a point the distance keeps its digits', () => {
    const manifold = sphere(3);
    const x = Float64Array.of(0.6, 0, 0.8);
    expect(manifold.distance(x, manifold.exp(x, Float64Array.of(0, 1e-9, 0)))).toBeCloseTo(1e-9, 18);
  });

  it('of the circle: half a turn goes upwards', () => {
    const circle = torus(1);
    expect(Array.from(circle.log(Float64Array.of(0), Float64Array.of(Math.PI)))).toEqual([Math.PI]);
    expect(Array.from(circle.log(Float64Array.of(Math.PI), Float64Array.of(0)))).toEqual([Math.PI]);
    expect(circle.distance(Float64Array.of(3), Float64Array.of(-3))).toBeCloseTo(2 * Math.PI - 6, 12);
  });
});

describe('angles', () => {
  it('are wrapped into (−π, π], also in float32', () => {
    const circle = torus(1);
    fc.assert(
      fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), (angle) => {
        const [wrapped] = circle.retract(Float64Array.of(angle));
        expect(wrapped! > -Math.PI && wrapped! <= Math.PI).toBe(true);
        expect(Math.sin(wrapped!)).toBeCloseTo(Math.sin(angle), 10);
        expect(Math.cos(wrapped!)).toBeCloseTo(Math.cos(angle), 10);
      }),
    );
    const [low, high] = circle.rounded(Float64Array.of(-Math.PI + 1e-12, Math.PI));
    expect(low! > -Math.PI && high! <= Math.PI).toBe(true);
    expect(Array.from(circle.retract(Float64Array.of(-Math.PI)))).toEqual([Math.PI]);
  });
});

describe('a metric', () => {
  it('gives lengths, angles and gradients', () => {
    const manifold = euclidean(2, [
      [4, 0],
      [0, 9],
    ]);
    const [origin, x] = [Float64Array.of(0, 0), Float64Array.of(1, 1)];
    expect(manifold.distance(origin, x)).toBeCloseTo(Math.sqrt(13), 12);
    expect(manifold.gradient(origin, Float64Array.of(4, 9))[1]).toBeCloseTo(1, 12);
  });
});

describe('a manifold as data', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['a sphere of points on the line', () => manifoldOf({ type: 'sphere' }, 1), /at least 2 coordinates, got 1/],
    [
      'a metric of another size',
      () => manifoldOf({ type: 'euclidean', metric: [[1]] }, 2),
      /^manifold.metric: must be 2 × 2 like the points, got 1 × 1$/,
    ],
  ])('is refused: %s', (_what, build, message) => {
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  });

  it('says what is wrong with a point', () => {
    expect(manifoldOf({ type: 'sphere' }, 2).fault(Float64Array.of(0.5, 0))).toBe('has the length 0.5, must be 1');
    expect(manifoldOf({ type: 'torus' }, 2).fault(Float64Array.of(0.5, 4))).toBe('has the angle 4, must be in (−π, π]');
    expect(manifoldOf({ type: 'sphere' }, 2).fault(Float64Array.of(Number.NaN, 0))).toMatch(/NaN/);
  });
});
