import { normals4, uniformOf } from './box-muller';
import { philox4, rowsFrom } from './philox';

/** Rows that one SIMD block makes. */
// @ts-ignore: decorator
@inline const GROUP: i32 = 4;

/** Copies coordinates of four rows, four vectors at `from`, to row-major places of a matrix of `width` columns. */
function scatter(from: usize, count: i32, to: usize, width: i32): void {
  if (width == 2) {
    const a = v128.load(from), b = v128.load(from, 16);
    v128.store(to, v128.shuffle<f32>(a, b, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(a, b, 2, 6, 3, 7), 16);
    return;
  }
  for (let row = 0; row < GROUP; row++) {
    const at = to + (usize(row * width) << 2);
    for (let c = 0; c < count; c++) store<f32>(at + (usize(c) << 2), load<f32>(from + (usize(4 * c + row) << 2)));
  }
}

/**
 * Standard normals, row-major [rows, width], of the groups of four rows first … end − 1, into out (which has room for whole groups).
 * @param scratch 64 bytes a thread
 */
export function fillNormals(
  thread: i32, first: i32, end: i32,
  width: i32, firstRow: i32, step: i32, stream: i32, key0: i32, key1: i32, scratch: usize, out: usize,
): void {
  const vectors = scratch + (usize(thread) << 6);
  for (let group = first; group < end; group++) {
    const rows = rowsFrom(firstRow + group * GROUP);
    const to = out + (usize(group * GROUP) * usize(width) << 2);
    for (let k = 0; k < width; k += 4) {
      const count = min(4, width - k);
      normals4(rows, step, stream, k >> 2, key0, key1, count, vectors);
      scatter(vectors, count, to + (usize(k) << 2), width);
    }
  }
}

/** Uniforms in (0, 1), as `fillNormals`. */
export function fillUniforms(
  thread: i32, first: i32, end: i32,
  width: i32, firstRow: i32, step: i32, stream: i32, key0: i32, key1: i32, scratch: usize, out: usize,
): void {
  const vectors = scratch + (usize(thread) << 6);
  for (let group = first; group < end; group++) {
    const rows = rowsFrom(firstRow + group * GROUP);
    const to = out + (usize(group * GROUP) * usize(width) << 2);
    for (let k = 0; k < width; k += 4) {
      philox4(rows, step, stream, k >> 2, key0, key1, vectors);
      for (let at = vectors; at < vectors + 64; at += 16) v128.store(at, uniformOf(v128.load(at)));
      scatter(vectors, min(4, width - k), to + (usize(k) << 2), width);
    }
  }
}

/** The words of the counters (c0 … c0 + 3, c1, c2, c3) as `philox4` writes them: for the known-answer test. */
export function philoxWords(c0: i32, c1: i32, c2: i32, c3: i32, key0: i32, key1: i32, out: usize): void {
  philox4(rowsFrom(c0), c1, c2, c3, key0, key1, out);
}
