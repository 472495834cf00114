import { exponent, kernelBlock, type Sites } from './block.ts';
import type { SiteKernel } from './kernel.ts';
import { logSumsBy } from './log-sums.ts';

/** The kernel of a product grid, applied one axis after the other: O(n^{1 + 1/d}) for n sites, and no matrix but those of the axes. */
export function separableKernel(sites: Sites, axes: readonly Float64Array[]): SiteKernel {
  const matrices = axes.map((axis) => axisMatrix(axis, sites.epsilon));
  const apply = (v: Float64Array): Float64Array => {
    let values = v;
    for (let k = axes.length - 1; k >= 0; k--) values = applyToLastAxis(matrices[k]!, axes[k]!.length, values);
    return values;
  };
  return {
    ...sites,
    count: sites.sites.length / sites.dimension,
    apply,
    logApply: (h) => logSumsBy(apply, (i, j) => exponent(sites, i, j), h),
    block: (rows, columns) => kernelBlock(sites, rows, columns),
  };
}

function axisMatrix(axis: Float64Array, epsilon: number): Float64Array {
  const n = axis.length;
  return Float64Array.from({ length: n * n }, (_, at) =>
    Math.exp(-((axis[Math.floor(at / n)]! - axis[at % n]!) ** 2) / epsilon),
  );
}

/** [lead, n] → [n, lead]. The new axis comes first, so the next one to do is last again. */
function applyToLastAxis(matrix: Float64Array, n: number, values: Float64Array): Float64Array {
  const lead = values.length / n;
  const out = new Float64Array(values.length);
  for (let l = 0; l < lead; l++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * values[l * n + j]!;
      out[i * lead + l] = sum;
    }
  }
  return out;
}
