import { type Interval, lengthOf } from './interval.ts';

/** Values at places of a product grid, ascending along both axes: values[row · x.length + column]. */
export interface Field {
  x: Float64Array;
  y: Float64Array;
  values: Float64Array;
}

/**
 * A field at the middles of pixels over a window, between its places linear in each direction, beyond them as at the nearest.
 * @returns row by row from the top
 */
export function resampled(
  { x, y, values }: Field,
  window: readonly [Interval, Interval],
  width: number,
  height: number,
): Float32Array {
  const columns = neighboursOf(x, window[0], width);
  const rows = neighboursOf(y, window[1], height);
  const result = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    // The first row of pixels is at the upper end.
    const from = height - 1 - row;
    const [below, above, up] = [rows.low[from]! * x.length, rows.high[from]! * x.length, rows.part[from]!];
    for (let column = 0; column < width; column++) {
      const [left, right, along] = [columns.low[column]!, columns.high[column]!, columns.part[column]!];
      const lower = values[below + left]! + along * (values[below + right]! - values[below + left]!);
      const upper = values[above + left]! + along * (values[above + right]! - values[above + left]!);
      result[row * width + column] = lower + up * (upper - lower);
    }
  }
  return result;
}

/** For every pixel the places on both sides, and which part of the way it is from the one to the other. */
function neighboursOf(places: Float64Array, interval: Interval, pixels: number) {
  const low = new Int32Array(pixels);
  const high = new Int32Array(pixels);
  const part = new Float64Array(pixels);
  let place = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = interval[0] + (lengthOf(interval) * (pixel + 0.5)) / pixels;
    while (place < places.length - 1 && places[place + 1]! <= at) place++;
    const next = Math.min(place + 1, places.length - 1);
    low[pixel] = place;
    high[pixel] = next;
    const gap = places[next]! - places[place]!;
    part[pixel] = gap > 0 ? Math.min(1, Math.max(0, (at - places[place]!) / gap)) : 0;
  }
  return { low, high, part };
}
