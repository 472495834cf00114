import { add, concat, mul, neg, sub, sum, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import { across, alignment, coordinates, difference, down, halfSquared } from './pairs.ts';
import { scaledExp } from './softmin.ts';
import { fold, type Range, stackRows, tiles } from './tiles.ts';

/* The four blob sums of `kernels/blob.ts`. */

export function composedBlobDensity(x: Tensor, bandwidth: number, entries: number): Tensor {
  return sumPairs(x, [], entries, (rows, columns) => sum(gaussian(x, bandwidth, rows, columns), 1));
}

export function composedBlobDensityChange(x: Tensor, p: Tensor, bandwidth: number, entries: number): Tensor {
  return sumPairs(x, [], entries, (rows, columns) =>
    sum(mul(gaussian(x, bandwidth, rows, columns), alignment(x, p, rows, columns)), 1),
  );
}

export function composedBlobForce(x: Tensor, u: Tensor, bandwidth: number, entries: number): Tensor {
  return sumPairs(x, [x.shape[1]!], entries, (rows, columns) => {
    const weights = mul(gaussian(x, bandwidth, rows, columns), pairSum(u, rows, columns));
    return perCoordinate(x, (k) => mul(weights, difference(x, x, k, rows, columns)));
  });
}

export function composedBlobForceChange(
  x: Tensor,
  p: Tensor,
  u: Tensor,
  w: Tensor,
  bandwidth: number,
  entries: number,
): Tensor {
  return sumPairs(x, [x.shape[1]!], entries, (rows, columns) => {
    const kernel = gaussian(x, bandwidth, rows, columns);
    const force = mul(kernel, pairSum(u, rows, columns));
    const along = mul(alignment(x, p, rows, columns), 1 / bandwidth ** 2);
    const stretch = sub(mul(kernel, pairSum(w, rows, columns)), mul(force, along));
    return perCoordinate(x, (k) =>
      add(mul(force, difference(p, p, k, rows, columns)), mul(stretch, difference(x, x, k, rows, columns))),
    );
  });
}

/** Σ over all column tiles of `term`, which is [rows, ...width] on a tile. */
function sumPairs(x: Tensor, width: number[], entries: number, term: (rows: Range, columns: Range) => Tensor): Tensor {
  const n = x.shape[0]!;
  const { rows, columns } = tiles(n, n, entries);
  return stackRows(rows, (range) => {
    const [sums] = fold([zeros([range.size, ...width])], columns, ([partial], part) => [
      add(partial!, term(range, part)),
    ]);
    return sums!;
  });
}

const gaussian = (x: Tensor, bandwidth: number, rows: Range, columns: Range): Tensor =>
  scaledExp(neg(halfSquared(x, x, rows, columns)), bandwidth ** 2);

/** u_i + u_j over a tile. */
const pairSum = (u: Tensor, rows: Range, columns: Range): Tensor => add(down(u, rows), across(u, columns));

/** The row sums of one tile per coordinate, side by side: [rows, d]. */
const perCoordinate = (x: Tensor, tile: (k: number) => Tensor): Tensor =>
  concat(
    coordinates(x).map((k) => tidy(() => sum(tile(k), 1, true))),
    1,
  );
