import { exponent, gibbs, kernelBlock, type Sites } from './block.ts';
import { FLOAT64_PRECISION, type SiteKernel } from './kernel.ts';
import { finiteAt, largest, logSum, SMALLEST } from './log-sums.ts';
import { product, spansOf } from './product.ts';

/** The kernel of any cloud of sites as one matrix of n² numbers: for at most some thousand sites. */
export function denseKernel(sites: Sites): SiteKernel {
  const count = sites.sites.length / sites.dimension;
  const matrix = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * count + j] = gibbs(exponent(sites, i, j));
      matrix[j * count + i] = matrix[i * count + j]!;
    }
  }
  const spans = spansOf(matrix, count, count);
  const apply = (v: Float64Array): Float64Array => product(v, matrix, spans, count, count);
  return {
    ...sites,
    kind: 'dense',
    count,
    precision: FLOAT64_PRECISION,
    apply,
    logApply: (h) => logApplyBy(apply, sites, h),
    block: (rows, columns) => kernelBlock(sites, rows, columns),
  };
}

/** By the linear sums where they do not underflow, and row by row, term by term, where they do. */
function logApplyBy(apply: (v: Float64Array) => Float64Array, sites: Sites, h: Float64Array): Float64Array {
  const top = largest(h);
  if (top === Number.NEGATIVE_INFINITY) return h.slice();
  const present = finiteAt(h);
  const terms = new Float64Array(present.length);
  return apply(h.map((value) => Math.exp(value - top))).map((sum, i) => {
    if (sum > SMALLEST) return top + Math.log(sum);
    present.forEach((j, at) => {
      terms[at] = h[j]! - exponent(sites, i, j);
    });
    return logSum(terms);
  });
}
