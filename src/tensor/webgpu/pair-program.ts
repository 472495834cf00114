import type { WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { InputError } from '../../errors.ts';

/** Rows of one workgroup: one invocation walks over all columns for one row. */
const THREADS = 64;

/** Floats of workgroup memory that one tile may take: the least that every WebGPU device gives is 16 KiB. */
const TILE_FLOATS = 4000;

/**
 * A kernel that sums over all pairs (row i, column j). The columns come in tiles through workgroup memory, so every row block reads each
 * column once, and no [n, m] matrix exists anywhere. The WGSL pieces see `row` (clamped to the last row), `chunk`, `q` (the column inside the
 * tile), `inverse` = 1/`scale`, the private array `x_i` and the staged arrays `tile_<name>`.
 */
export interface PairCode {
  name: string;
  /** Coordinates d of a point. */
  dimension: number;
  /** Names of the bound tensors, the row points `x` first. The first column array is the columns' points. */
  inputs: string[];
  outputShape: number[];
  /** Arrays staged per tile: [m, width] each, or `width` columns of [m, all] from column chunk · width on where `chunked`. */
  columns: { name: string; width: number; chunked?: boolean }[];
  /** Row blocks are walked once per chunk of output columns. Default 1. */
  chunks?: number;
  /** Before the first column: the private state of a row. */
  begin: string;
  /** Before the columns of a tile, and after them. Arrays need an explicit zero here: SwiftShader zeroes a bare `var` only once. */
  tileBegin?: string;
  tileEnd?: string;
  /** For the column q of the tile. */
  visit: string;
  /** Writes the row's result; runs for existing rows only. */
  end: string;
}

/** The tfjs WebGPU program of a pair kernel; its one uniform is `scale` (an epsilon or δ²). Programs are used once: tfjs writes into them. */
export function pairProgram(code: PairCode): WebGPUProgram {
  const rows = code.outputShape[0]!;
  const chunks = code.chunks ?? 1;
  return {
    variableNames: code.inputs,
    outputShape: code.outputShape,
    workgroupSize: [THREADS, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(rows / THREADS) * chunks, 1, 1],
    uniforms: 'scale : f32, chunks : i32,',
    shaderKey: ['otto', code.name, code.dimension, ...code.columns.map((column) => column.width)].join('_'),
    getUserCode: () => shader(code),
  };
}

function shader(code: PairCode): string {
  const points = code.columns[0]!;
  const floats = code.columns.reduce((sum, column) => sum + column.width, 0);
  const tile = Math.min(THREADS, Math.floor(TILE_FLOATS / floats));
  if (tile < 1) {
    throw new InputError(
      `backend "webgpu": points of ${code.dimension} dimensions are too wide for ${code.name}; choose wasm`,
    );
  }
  return `
    const DIMENSION = ${code.dimension};
    const TILE = ${tile};
    const LOWEST = -3.0e38;
    ${code.columns.map(({ name, width }) => `var<workgroup> tile_${name} : array<f32, ${tile * width}>;`).join('\n')}
    var<private> x_i : array<f32, DIMENSION>;

    // Far below the smallest normal float the exponential of some devices is undefined, and zero is meant.
    fn decay(exponent : f32) -> f32 { return exp(max(exponent, -100.0)); }

    fn half_squared(q : i32) -> f32 {
      var sum = 0.0;
      for (var k = 0; k < DIMENSION; k++) {
        let z = x_i[k] - tile_${points.name}[q * DIMENSION + k];
        sum += z * z;
      }
      return 0.5 * sum;
    }

    fn main(index : i32) {
      let rows = uniforms.xShape.x;
      let columns = uniforms.${points.name}Shape.x;
      let inverse = 1.0 / uniforms.scale;
      let lane = i32(localIndex);
      let group = index / ${THREADS};
      let chunk = group % uniforms.chunks;
      let i = (group / uniforms.chunks) * ${THREADS} + lane;
      let row = min(i, rows - 1);
      for (var k = 0; k < DIMENSION; k++) { x_i[k] = x[row * DIMENSION + k]; }
      ${code.begin}
      for (var start = 0; start < columns; start += TILE) {
        let count = min(TILE, columns - start);
        ${code.columns.map(load).join('\n')}
        workgroupBarrier();
        ${code.tileBegin ?? ''}
        for (var q = 0; q < count; q++) { ${code.visit} }
        ${code.tileEnd ?? ''}
        workgroupBarrier();
      }
      if (i < rows) { ${code.end} }
    }`;
}

function load({ name, width, chunked }: PairCode['columns'][number]): string {
  const each = `for (var e = lane; e < count * ${width}; e += ${THREADS})`;
  if (!chunked) return `${each} { tile_${name}[e] = ${name}[start * ${width} + e]; }`;
  return `${each} {
    let all = uniforms.${name}Shape.y;
    let column = chunk * ${width} + e % ${width};
    tile_${name}[e] = 0.0;
    if (column < all) { tile_${name}[e] = ${name}[(start + e / ${width}) * all + column]; }
  }`;
}
