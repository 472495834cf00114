import { LINE, ROWS } from './exponents';

/*
 * Sums of 2^z over tiles whose largest exponent is not known beforehand. Each row keeps a shift, the largest exponent so far rounded up to
 * an integer, so that no term exceeds 1, the largest exceeds ½, and a new shift rescales the sums exactly. Within a tile sums are float32,
 * across tiles float64: 100,000 terms lose no digit.
 */

/** The shift of rows that have met no term yet. */
// @ts-ignore: decorator
@inline const NO_TERM: f32 = -3e38;

/** Starts the shifts of a block and `columns` lines of float64 sums. @returns the lowest shift */
export function startSums(shifts: usize, sums: usize, columns: i32): f32 {
  for (let at: usize = 0; at < LINE; at += 16) v128.store(shifts + at, f32x4.splat(NO_TERM));
  memory.fill(sums, 0, usize(columns) * 2 * LINE);
  return NO_TERM;
}

/** Raises the shifts to the tops of a new tile and rescales the sums to them. @returns the lowest shift */
export function raiseShifts(shifts: usize, tops: usize, sums: usize, columns: i32): f32 {
  let raised = i32x4.splat(0);
  for (let at: usize = 0; at < LINE; at += 16) {
    raised = v128.or(raised, f32x4.gt(v128.load(tops + at), v128.load(shifts + at)));
  }
  if (v128.any_true(raised)) raiseEach(shifts, tops, sums, columns);
  let lowest = f32.MAX_VALUE;
  for (let at: usize = 0; at < LINE; at += 4) lowest = min(lowest, load<f32>(shifts + at));
  return lowest;
}

function raiseEach(shifts: usize, tops: usize, sums: usize, columns: i32): void {
  for (let row = 0; row < ROWS; row++) {
    const at = usize(row) << 2;
    const before = load<f32>(shifts + at);
    const after = max(before, Mathf.ceil(load<f32>(tops + at)));
    if (after == before) continue;
    store<f32>(shifts + at, after);
    rescale(sums + (usize(row) << 3), columns, powerOfTwo(before - after));
  }
}

function rescale(sums: usize, columns: i32, factor: f64): void {
  for (let column = 0; column < columns; column++) {
    const at = sums + usize(column) * 2 * LINE;
    store<f64>(at, load<f64>(at) * factor);
  }
}

/** 2^k for an integer k ≤ 0, and 0 where that is below 2⁻¹⁰²². */
function powerOfTwo(k: f32): f64 {
  return k < -1022 ? 0 : reinterpret<f64>((1023 + i64(k)) << 52);
}

/** Adds four float32 lanes to four float64 sums. */
// @ts-ignore: decorator
@inline
export function addToSums(sums: usize, lanes: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(lanes)));
  const high = v128.shuffle<i64>(lanes, lanes, 1, 1);
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(high)), 16);
}
