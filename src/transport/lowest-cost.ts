import type { BlockCloud } from './block-cloud.ts';
import { BLOCK } from './blocks.ts';

/** min_j (c_ij − g_j − ε log b_j) for every row, in float64: the softmin at ε → 0, found by bounds on blocks of columns. */
export function lowestCost(
  rows: BlockCloud,
  columns: BlockCloud,
  potential: Float64Array,
  epsilon: number,
): Float64Array {
  const { cloud } = columns;
  const heights = Float64Array.from(columns.order, (row) => potential[row]! + epsilon * Math.log(cloud.weights[row]!));
  const tops = Float64Array.from({ length: columns.blocks }, (_, b) =>
    heights.subarray(b * BLOCK, (b + 1) * BLOCK).reduce((top, height) => Math.max(top, height)),
  );
  const out = new Float64Array(rows.cloud.count);
  let nearest = 0;
  for (const row of rows.order) {
    // Rows come in blocks of neighbours: the last row's block of columns is a good first guess.
    let lowest = lowestInBlock(rows, row, columns, heights, nearest);
    for (let b = 0; b < columns.blocks; b++) {
      if (boxCost(rows, row, columns.boxes[b]!) - tops[b]! >= lowest) continue;
      const value = lowestInBlock(rows, row, columns, heights, b);
      if (value >= lowest) continue;
      lowest = value;
      nearest = b;
    }
    out[row] = lowest;
  }
  return out;
}

function lowestInBlock(
  rows: BlockCloud,
  row: number,
  columns: BlockCloud,
  heights: Float64Array,
  block: number,
): number {
  const { values: x, dimension: d } = rows.cloud;
  const { values: y, count } = columns.cloud;
  const end = Math.min((block + 1) * BLOCK, count);
  let lowest = Number.POSITIVE_INFINITY;
  for (let at = block * BLOCK; at < end; at++) {
    const column = columns.order[at]!;
    let squared = 0;
    for (let k = 0; k < d; k++) squared += (x[row * d + k]! - y[column * d + k]!) ** 2;
    lowest = Math.min(lowest, 0.5 * squared - heights[at]!);
  }
  return lowest;
}

/** Half the squared distance of a point to a box. */
function boxCost({ cloud }: BlockCloud, row: number, box: Float64Array): number {
  const { values, dimension: d } = cloud;
  let squared = 0;
  for (let k = 0; k < d; k++) {
    const value = values[row * d + k]!;
    const gap = Math.max(box[k]! - value, value - box[d + k]!, 0);
    squared += gap * gap;
  }
  return 0.5 * squared;
}
