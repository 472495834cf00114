import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { type PairCode, pairProgram } from './pair-program.ts';

/*
 * The four blob sums of `kernels/blob.ts`. Rows and columns are the same points, so each tensor is bound once and
 * read twice: as `x[row …]` and, staged, as `tile_x`. The uniform `scale` is δ², so that K_ij = exp(−½|z|²/δ²).
 */

const KERNEL = 'let kernel = decay(-half_squared(q) * inverse);';

/** WGSL for z·q, z = x_i − x_j, q = p_i − p_j, in the variable `along`. */
const ALONG = `
  var along = 0.0;
  for (var k = 0; k < DIMENSION; k++) {
    along += (x_i[k] - tile_x[q * DIMENSION + k]) * (p[row * DIMENSION + k] - tile_p[q * DIMENSION + k]);
  }`;

export function blobDensityProgram(rows: number, dimension: number): WebGPUProgram {
  return scalarSum(rows, dimension, {
    name: 'blobDensity',
    inputs: ['x'],
    columns: [],
    visit: `${KERNEL} part += kernel;`,
  });
}

export function blobDensityChangeProgram(rows: number, dimension: number): WebGPUProgram {
  return scalarSum(rows, dimension, {
    name: 'blobDensityChange',
    inputs: ['x', 'p'],
    columns: [{ name: 'p', width: dimension }],
    visit: `${KERNEL} ${ALONG} part += kernel * along;`,
  });
}

export function blobForceProgram(rows: number, dimension: number): WebGPUProgram {
  return vectorSum(rows, dimension, {
    name: 'blobForce',
    inputs: ['x', 'u'],
    columns: [{ name: 'u', width: 1 }],
    visit: `
      ${KERNEL}
      let scale = kernel * (u[row] + tile_u[q]);
      for (var k = 0; k < DIMENSION; k++) { part[k] += scale * (x_i[k] - tile_x[q * DIMENSION + k]); }`,
  });
}

export function blobForceChangeProgram(rows: number, dimension: number): WebGPUProgram {
  return vectorSum(rows, dimension, {
    name: 'blobForceChange',
    inputs: ['x', 'p', 'u', 'w'],
    columns: [
      { name: 'p', width: dimension },
      { name: 'u', width: 1 },
      { name: 'w', width: 1 },
    ],
    visit: `
      ${KERNEL} ${ALONG}
      let force = kernel * (u[row] + tile_u[q]);
      let stretch = kernel * (w[row] + tile_w[q]) - force * along * inverse;
      for (var k = 0; k < DIMENSION; k++) {
        let c = q * DIMENSION + k;
        part[k] += force * (p[row * DIMENSION + k] - tile_p[c]) + stretch * (x_i[k] - tile_x[c]);
      }`,
  });
}

type BlobCode = Pick<PairCode, 'name' | 'inputs' | 'columns' | 'visit'>;

/** One number a row. As in softmin, tiles are summed apart so that long sums keep their small terms. */
function scalarSum(rows: number, dimension: number, code: BlobCode): WebGPUProgram {
  return pairProgram({
    ...code,
    dimension,
    outputShape: [rows],
    columns: [{ name: 'x', width: dimension }, ...code.columns],
    begin: 'var sum = 0.0;',
    tileBegin: 'var part = 0.0;',
    tileEnd: 'sum += part;',
    end: 'result[i] = sum;',
  });
}

/** One vector a row. */
function vectorSum(rows: number, dimension: number, code: BlobCode): WebGPUProgram {
  const each = (statement: string): string => `for (var k = 0; k < DIMENSION; k++) { ${statement} }`;
  return pairProgram({
    ...code,
    dimension,
    outputShape: [rows, dimension],
    columns: [{ name: 'x', width: dimension }, ...code.columns],
    begin: 'var sum = array<f32, DIMENSION>();',
    tileBegin: 'var part = array<f32, DIMENSION>();',
    tileEnd: each('sum[k] += part[k];'),
    end: each('result[i * DIMENSION + k] = sum[k];'),
  });
}
