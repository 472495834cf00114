import { concat, slice, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';

/** No tensor of a composed density has more entries than this. */
const LARGEST = 4_000_000;

/**
 * f(x) for an f that works row by row and needs `perRow` numbers for each: in blocks of rows, where all rows at once would take too
 * much memory. Differentiable as f is.
 */
export function inBlocks<T extends Tensor>(x: Tensor2D, perRow: number, f: (block: Tensor2D) => T): T {
  const [count, dimension] = x.shape;
  const most = Math.max(1, Math.floor(LARGEST / perRow));
  if (count <= most) return f(x);
  const blocks: T[] = [];
  for (let first = 0; first < count; first += most)
    blocks.push(f(slice(x, [first, 0], [Math.min(most, count - first), dimension])));
  return concat(blocks as unknown as Tensor2D[], 0) as unknown as T;
}
