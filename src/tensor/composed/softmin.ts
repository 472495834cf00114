import {
  add,
  exp,
  fill,
  log,
  max,
  maximum,
  mul,
  neg,
  squeeze,
  sub,
  sum,
  type Tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import { across, halfSquared } from './pairs.ts';
import { fold, stackRows, tiles } from './tiles.ts';

/** Stands for −∞ where a difference of two of them must be 0 and not NaN. */
export const LOWEST = -3e38;

/** f_i = −ε log Σ_j exp((h_j − c_ij)/ε) with a running maximum and a running sum over the column tiles. */
export function composedSoftmin(x: Tensor, y: Tensor, h: Tensor, epsilon: number, entries: number): Tensor {
  const { rows, columns } = tiles(x.shape[0]!, y.shape[0]!, entries);
  return stackRows(rows, (range) => {
    const start = [fill([range.size, 1], LOWEST), zeros([range.size, 1])];
    const [largest, total] = fold(start, columns, ([before, partial], part) => {
      const gain = sub(across(h, part), halfSquared(x, y, range, part));
      const now = maximum(before!, max(gain, 1, true));
      const carried = mul(partial!, scaledExp(sub(before!, now), epsilon));
      return [now, add(carried, sum(scaledExp(sub(gain, now), epsilon), 1, true))];
    });
    return squeeze(neg(add(largest!, mul(log(total!), epsilon))), [1]);
  });
}

/** exp(a/ε). */
export const scaledExp = (a: Tensor, epsilon: number): Tensor => exp(mul(a, 1 / epsilon));
