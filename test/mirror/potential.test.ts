import { beforeAll, describe, expect, it } from 'vitest';
import { Matrix, symmetricInverse } from '../../src/linalg/index.ts';
import { buresHessian, gaussianMirrorFlow, referenceLaw } from '../../src/mirror/index.ts';
import { standardNormalPoints } from '../../src/mirror/low-discrepancy.ts';
import { advancePotential } from '../../src/mirror/potential/advance.ts';
import { type Basis, derivativesAt, farthestPoints, sizeOf, widthOf } from '../../src/mirror/potential/basis.ts';
import { fittedPotential, moved } from '../../src/mirror/potential/fit.ts';
import { LeastSquares } from '../../src/mirror/potential/least-squares.ts';
import {
  buresPotential,
  derivativesOf,
  framed,
  imagesOf,
  type Potential,
} from '../../src/mirror/potential/potential.ts';
import { affineRows } from '../../src/mirror/rows.ts';
import { testBackend } from '../backend.ts';
import { fittedOrder } from '../systems/support.ts';
import { mirrorFlowMap, scoreAt } from './mixture.ts';

beforeAll(() => testBackend());

describe('the basis of a potential', () => {
  const basis: Basis = { dimension: 3, anchors: Float64Array.of(0, 0, 0, 1, -0.5, 0.3), width: 0.8 };

  it('has 3 coordinates, 6 products and its Gaussians', () => {
    expect(sizeOf(basis)).toBe(11);
  });

  it('knows its derivatives: each is the difference quotient of the one before', () => {
    const stride = widthOf(3);
    const at = (z: number[]): Float64Array => {
      const out = new Float64Array(sizeOf(basis) * stride);
      derivativesAt(basis, Float64Array.from(z), 0, out);
      return out;
    };
    const z = [0.4, -0.2, 0.7];
    const here = at(z);
    const delta = 1e-5;
    for (let k = 0; k < 3; k++) {
      const shifted = (sign: number): Float64Array => at(z.map((value, l) => value + (k === l ? sign * delta : 0)));
      const [after, before] = [shifted(1), shifted(-1)];
      for (let f = 0; f < sizeOf(basis); f++) {
        for (let a = 0; a < 12; a++) {
          const slope = (after[f * stride + a]! - before[f * stride + a]!) / (2 * delta);
          const column = a < 3 ? 3 + a * 3 + k : 12 + (a - 3) * 3 + k;
          expect(here[f * stride + column]).toBeCloseTo(slope, 6);
        }
      }
    }
  });

  it('takes its anchors far apart, the first in the middle', () => {
    const line = Float64Array.from({ length: 101 }, (_, i) => (i - 50) / 10);
    expect([...farthestPoints(line, 1, 3, 0.5)]).toEqual([0, -5, 5]);
    expect(farthestPoints(line, 1, 100, 0.75).length).toBeLessThan(15);
  });
});

describe('least squares', () => {
  it('solves a regression, and shrinks it by the ridge', () => {
    const equations = new LeastSquares(2);
    for (const [x, y] of [[0, 1], [1, 3], [2, 5]] as const) equations.add(Float64Array.of(1, x), y);
    const exact = equations.solve(() => 0)!;
    expect(exact[0]).toBeCloseTo(1, 12);
    expect(exact[1]).toBeCloseTo(2, 12);
    expect(equations.solve(() => 1e6)![1]).toBeCloseTo(13 / (1e6 + 5), 7);
    expect(new LeastSquares(2).solve(() => 0)).toBeUndefined();
  }); // biome-ignore format: pairs
});

/** The Hessian of a potential at the origin of z, in x. */
function hessianAt(potential: Potential): Matrix {
  const d = potential.basis.dimension;
  const { hessian } = derivativesOf(potential, new Float64Array(d));
  return potential.whitening.mmul(Matrix.from1DArray(d, d, [...hessian])).mmul(potential.whitening);
}

describe('the potential that is carried along', () => {
  const covariance = [[1.5, 0.4], [0.4, 0.7]]; // biome-ignore format: rows
  const reference = referenceLaw({ type: 'gaussian', covariance: [[0.6, 0.2], [0.2, 0.9]] }, 2); // biome-ignore format: rows
  const precision = symmetricInverse([[2, -0.5], [-0.5, 1]]); // biome-ignore format: rows
  const root = new Matrix(covariance);
  const points = (): Float64Array => {
    const values = standardNormalPoints(200, 2);
    // A Cholesky factor.
    const a = Math.sqrt(root.get(0, 0));
    const b = root.get(0, 1) / a;
    return affineRows(values, new Matrix([[a, 0], [b, Math.sqrt(root.get(1, 1) - b * b)]]), undefined, [1, -1]); // biome-ignore format: rows
  };

  it('starts at the Bures map between Gaussians', () => {
    const start = buresPotential(points(), reference.gaussian);
    const expected = buresHessian(new Matrix(covariance), reference.gaussian);
    expect(Matrix.sub(hessianAt(start), expected).abs().max()).toBeLessThan(1e-9);
  });

  it('fits a map that it can represent, and keeps it in a new basis', () => {
    const x = points();
    const start = buresPotential(x, reference.gaussian);
    const bent = { ...start, coefficients: start.coefficients.map((c, k) => c + (k > 4 ? 0.02 * Math.cos(k) : 0)) };
    const images = imagesOf(bent, derivativesOf(bent, framed(bent, x)));
    const gap = (potential: Potential): number =>
      imagesOf(potential, derivativesOf(potential, framed(potential, x))).reduce(
        (largest, value, at) => Math.max(largest, Math.abs(value - images[at]!)),
        0,
      );
    expect(gap(start)).toBeGreaterThan(0.02);
    // What the ridge of the fit leaves.
    expect(gap(fittedPotential(x, images, reference.gaussian))).toBeLessThan(0.01);
    expect(gap(moved(bent, x, reference.gaussian))).toBeLessThan(0.01);
  });

  it('follows the Gaussian flow with order 2', async () => {
    const exact = gaussianMirrorFlow({
      initial: { mean: [1, -1], covariance },
      target: { mean: [0, 0.5], precision },
      reference: reference.gaussian,
    })(0.4).hessian;
    const errors: [number, number][] = [];
    for (const stepSize of [0.04, 0.02, 0.01]) {
      const x = points();
      const force = affineRows(x, precision, [0, 0.5]);
      let potential = buresPotential(x, reference.gaussian);
      for (let step = 0; step < Math.round(0.4 / stepSize); step++) {
        const next = await advancePotential(potential, { x, force, reference, stepSize });
        expect(next.accepted).toBe(true);
        expect(next.raised).toBe(0);
        potential = next.potential;
      }
      errors.push([stepSize, Matrix.sub(hessianAt(potential), exact).abs().max()]);
    }
    expect(errors[2]![1]).toBeLessThan(1e-3);
    expect(Math.abs(fittedOrder(errors) - 2)).toBeLessThan(0.1);
  });

  it('becomes the Brenier potential of a law that is far from Gaussian', async () => {
    // The mixture of ./mixture.ts times N(0, 1), where nothing happens: u(x) = u₁(x₁) + ½x₂², and (u₁′)⁻¹ = T₁ from finite differences.
    const standard = referenceLaw({ type: 'gaussian' }, 2);
    const y = standardNormalPoints(600, 2);
    const maps = Array.from({ length: 11 }, (_, k) => mirrorFlowMap(Math.max(k, 1e-3) / 10, 150));
    const at = (time: number): Float64Array => {
      const map = maps[Math.round(10 * time)]!;
      return y.map((value, i) => (i % 2 === 0 ? map(value) : value));
    };
    let potential = buresPotential(at(0), standard.gaussian);
    for (let part = 0; part < 10; part++) {
      const x = at(part / 10);
      if (part > 0) potential = moved(potential, x, standard.gaussian);
      const force = x.map((value, i) => (i % 2 === 0 ? -scoreAt(value) : value));
      for (let step = 0; step < 10; step++) {
        potential = (await advancePotential(potential, { x, force, reference: standard, stepSize: 0.01 })).potential;
      }
    }
    const x = at(1);
    const rms = (images: Float64Array): number =>
      Math.sqrt(images.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / y.length);
    const carried = rms(imagesOf(potential, derivativesOf(potential, framed(potential, x))));
    const bures = buresPotential(x, standard.gaussian);
    const affine = rms(imagesOf(bures, derivativesOf(bures, framed(bures, x))));
    // .020 and .100: nothing here is random.
    expect(carried).toBeLessThan(0.03);
    expect(affine).toBeGreaterThan(3 * carried);
  });

  it('stays convex where a step is far too long', async () => {
    const x = points();
    const force = affineRows(x, new Matrix([[900, 0], [0, 1e-3]])); // biome-ignore format: rows
    const start = buresPotential(x, reference.gaussian);
    const { potential, raised } = await advancePotential(start, { x, force, reference, stepSize: 5 });
    expect(raised).toBeGreaterThan(0);
    const { hessian } = derivativesOf(potential, framed(potential, x));
    for (let i = 0; i < hessian.length; i += 4) {
      expect(hessian[i]! * hessian[i + 3]! - hessian[i + 1]! ** 2).toBeGreaterThan(0);
      expect(hessian[i]!).toBeGreaterThan(0);
    }
  });
});
