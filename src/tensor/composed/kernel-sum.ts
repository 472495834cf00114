import {
  add,
  divNoNan,
  fill,
  matMul,
  max,
  maximum,
  mul,
  neg,
  slice,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  zeros,
} from '@tensorflow/tfjs-core';
import { across, halfSquared } from './pairs.ts';
import { LOWEST, scaledExp } from './softmin.ts';
import { fold, type Range, stackRows, tiles } from './tiles.ts';

export interface KernelSumInputs {
  x: Tensor;
  y: Tensor;
  v: Tensor;
  h?: Tensor;
}

/** s_i = Σ_j k_ij v_j, or its softmax-normalised form with a running maximum over the column tiles. */
export function composedKernelSum(
  inputs: KernelSumInputs,
  options: { epsilon: number; normalised: boolean },
  entries: number,
): Tensor {
  const { rows, columns } = tiles(inputs.x.shape[0]!, inputs.y.shape[0]!, entries);
  const rowSums = options.normalised ? normalisedRows : plainRows;
  return stackRows(rows, (range) => rowSums(inputs, options.epsilon, range, columns));
}

function plainRows(inputs: KernelSumInputs, epsilon: number, rows: Range, columns: Range[]): Tensor {
  const [sums] = fold([zeros([rows.size, inputs.v.shape[1]!])], columns, ([partial], part) => [
    add(partial!, weighted(scaledExp(gains(inputs, rows, part), epsilon), inputs.v, part)),
  ]);
  return sums!;
}

function normalisedRows(inputs: KernelSumInputs, epsilon: number, rows: Range, columns: Range[]): Tensor {
  const start = [fill([rows.size, 1], LOWEST), zeros([rows.size, 1]), zeros([rows.size, inputs.v.shape[1]!])];
  const [, total, sums] = fold(start, columns, ([before, mass, partial], part) => {
    const gain = gains(inputs, rows, part);
    const now = maximum(before!, max(gain, 1, true));
    const carry = scaledExp(sub(before!, now), epsilon);
    const weights = scaledExp(sub(gain, now), epsilon);
    return [
      now,
      add(mul(mass!, carry), sum(weights, 1, true)),
      add(mul(partial!, carry), weighted(weights, inputs.v, part)),
    ];
  });
  return divNoNan(sums!, total!);
}

/** h_j − ½|x_i − y_j|² over a tile. */
function gains({ x, y, h }: KernelSumInputs, rows: Range, columns: Range): Tensor {
  const cost = halfSquared(x, y, rows, columns);
  return h ? sub(across(h, columns), cost) : neg(cost);
}

function weighted(weights: Tensor, v: Tensor, { start, size }: Range): Tensor {
  return matMul(weights as Tensor2D, slice(v, [start, 0], [size, v.shape[1]!]) as Tensor2D);
}
