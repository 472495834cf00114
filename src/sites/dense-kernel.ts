import { exponent, kernelBlock, type Sites } from './block.ts';
import type { SiteKernel } from './kernel.ts';
import { logSumsBy } from './log-sums.ts';

/** The kernel of any cloud of sites as one matrix of n² numbers. */
export function denseKernel(sites: Sites): SiteKernel {
  const count = sites.sites.length / sites.dimension;
  const matrix = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * count + j] = Math.exp(-exponent(sites, i, j));
      matrix[j * count + i] = matrix[i * count + j]!;
    }
  }
  const apply = (v: Float64Array): Float64Array => {
    const out = new Float64Array(count);
    for (let j = 0; j < count; j++) {
      const value = v[j]!;
      // Measures have few sites with mass where ε is large.
      if (value === 0) continue;
      const row = matrix.subarray(j * count, (j + 1) * count);
      for (let i = 0; i < count; i++) out[i]! += row[i]! * value;
    }
    return out;
  };
  return {
    ...sites,
    count,
    apply,
    logApply: (h) => logSumsBy(apply, (i, j) => exponent(sites, i, j), h),
    block: (rows, columns) => kernelBlock(sites, rows, columns),
  };
}
