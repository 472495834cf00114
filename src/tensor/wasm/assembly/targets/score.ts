import { normals4 } from '../box-muller';
import { rowsFrom } from '../philox';
import { elliptical } from './elliptical';
import { addProduct, coordinate, setCoordinate } from './exponential';
import { isotropicMixture, planarPull } from './isotropic-mixture';
import { eightSchools, logistic } from './posteriors';
import { banana, funnel, quarticWell } from './shapes';

/* Four particles at a time, one in each lane: nothing is ever summed across lanes. Kinds as in register-targets.ts. */

// @ts-ignore: decorator
@inline const ISOTROPIC_MIXTURE: i32 = 0;
// @ts-ignore: decorator
@inline const ELLIPTICAL: i32 = 1;
// @ts-ignore: decorator
@inline const QUARTIC_WELL: i32 = 2;
// @ts-ignore: decorator
@inline const BANANA: i32 = 3;
// @ts-ignore: decorator
@inline const FUNNEL: i32 = 4;
// @ts-ignore: decorator
@inline const LOGISTIC: i32 = 5;

/** Stream.noise of src/random/normals.ts. */
// @ts-ignore: decorator
@inline const NOISE: i32 = 0;

/** Bytes of scratch that one thread needs, a multiple of a line: normals, position, gradient, and the work of the mixtures. */
export function targetScratch(d: i32, count: i32): usize {
  const vectors = 4 + 2 * d + d + count * (d + 2);
  return ((usize(vectors) << 4) + 63) & ~63;
}

function scoreOf(kind: i32, d: i32, count: i32, parameters: usize, x: usize, gradient: usize, work: usize): v128 {
  if (kind == ISOTROPIC_MIXTURE) return isotropicMixture(d, count, parameters, x, gradient, work);
  if (kind == ELLIPTICAL) return elliptical(d, count, parameters, x, gradient, work);
  if (kind == QUARTIC_WELL) return quarticWell(d, parameters, x, gradient);
  if (kind == BANANA) return banana(d, parameters, x, gradient);
  if (kind == FUNNEL) return funnel(d, parameters, x, gradient);
  if (kind == LOGISTIC) return logistic(d, count, parameters, x, gradient);
  return eightSchools(parameters, x, gradient);
}

/** Four rows of a row-major matrix to [d][4]. */
function gather(from: usize, d: i32, to: usize): void {
  for (let row = 0; row < 4; row++)
    for (let k = 0; k < d; k++)
      store<f32>(to + (usize(4 * k + row) << 2), load<f32>(from + (usize(row * d + k) << 2)));
}

/** [d][4] to four rows of a row-major matrix. */
function scatter(from: usize, d: i32, to: usize): void {
  for (let row = 0; row < 4; row++)
    for (let k = 0; k < d; k++)
      store<f32>(to + (usize(row * d + k) << 2), load<f32>(from + (usize(4 * k + row) << 2)));
}

/** Log densities [rows] and gradients [rows, d] of the groups of four rows first … end − 1 of x [rows, d]. */
export function targetScores(
  thread: i32, first: i32, end: i32,
  kind: i32, d: i32, count: i32, parameters: usize, scratch: usize, x: usize, logDensity: usize, gradient: usize,
): void {
  const position = scratch + usize(thread) * targetScratch(d, count) + 64;
  const slope = position + (usize(d) << 4), work = slope + (usize(d) << 4);
  for (let group = first; group < end; group++) {
    const rows = usize(group) * usize(d) << 4;
    gather(x + rows, d, position);
    v128.store(logDensity + (usize(group) << 4), scoreOf(kind, d, count, parameters, position, slope, work));
    scatter(slope, d, gradient + rows);
  }
}

/**
 * `steps` steps x ← x + h∇log π(x) + √(2h) ξ of the groups of four rows first … end − 1 of x [rows, d], in place. The noise of step s of a
 * row is the one that `fillNormals` makes for (row, firstStep + s, noise).
 */
export function targetLangevin(
  thread: i32, first: i32, end: i32,
  kind: i32, d: i32, count: i32, parameters: usize, scratch: usize, x: usize,
  h: f32, firstStep: i32, steps: i32, key0: i32, key1: i32,
): void {
  const normals = scratch + usize(thread) * targetScratch(d, count);
  const position = normals + 64, slope = position + (usize(d) << 4), work = slope + (usize(d) << 4);
  const stepSize = f32x4.splat(h), noise = f32x4.splat(Mathf.sqrt(2 * h));
  for (let group = first; group < end; group++) {
    const at = x + (usize(group) * usize(d) << 4);
    const rows = rowsFrom(group << 2);
    gather(at, d, position);
    if (kind == ISOTROPIC_MIXTURE && d == 2) {
      let u = v128.load(position), v = v128.load(position, 16);
      for (let step = firstStep; step != firstStep + steps; step++) {
        planarPull(count, parameters, u, v, slope, work);
        normals4(rows, step, NOISE, 0, key0, key1, 2, normals);
        u = addProduct(addProduct(u, stepSize, v128.load(slope)), noise, v128.load(normals));
        v = addProduct(addProduct(v, stepSize, v128.load(slope, 16)), noise, v128.load(normals, 16));
      }
      v128.store(position, u);
      v128.store(position, v, 16);
    } else {
      for (let step = firstStep; step != firstStep + steps; step++) {
        scoreOf(kind, d, count, parameters, position, slope, work);
        for (let k = 0; k < d; k += 4) {
          const width = min(4, d - k);
          normals4(rows, step, NOISE, k >> 2, key0, key1, width, normals);
          for (let i = 0; i < width; i++) {
            const drifted = addProduct(coordinate(position, k + i), stepSize, coordinate(slope, k + i));
            setCoordinate(position, k + i, addProduct(drifted, noise, coordinate(normals, i)));
          }
        }
      }
    }
    scatter(position, d, at);
  }
}
