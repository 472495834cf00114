import { gibbs, kernelBlock, type Sites } from './block.ts';
import { FLOAT64_PRECISION, type SiteKernel } from './kernel.ts';
import { logSum, SMALLEST } from './log-sums.ts';
import { product, type Spans, spansOf } from './product.ts';

/** One axis of a product grid: the exponents |x_i − x_j|²/ε, their kernel, [n, n], and where that is not zero. */
interface Axis {
  readonly n: number;
  /** Sites with equal coordinates on this axis and those before it, and on this axis and those after it. */
  readonly lead: number;
  readonly trail: number;
  readonly exponents: Float64Array;
  readonly matrix: Float64Array;
  readonly spans: Spans;
}

/**
 * The kernel of a product grid, applied one axis after the other: O(n^{1 + 1/d}) for n sites, and no matrix but those of the axes.
 * `logApply` too goes along the axes: by linear sums, each line of the grid scaled by its largest number, and term by term only where
 * those underflow.
 *
 * @param coordinates of the axes, the last one fastest, see `productGrid`
 */
export function separableKernel(sites: Sites, coordinates: readonly Float64Array[]): SiteKernel {
  const axes = coordinates.map((_, k) => axisOf(coordinates, k, sites.epsilon)).reverse();
  return {
    ...sites,
    kind: 'separable',
    count: sites.sites.length / sites.dimension,
    precision: FLOAT64_PRECISION,
    apply: (v) => axes.reduce((values, axis) => along(axis, values), v),
    logApply: (h) => axes.reduce((values, axis) => logAlong(axis, values), h),
    block: (rows, columns) => kernelBlock(sites, rows, columns),
  };
}

function axisOf(coordinates: readonly Float64Array[], k: number, epsilon: number): Axis {
  const axis = coordinates[k]!;
  const n = axis.length;
  const sizes = (some: readonly Float64Array[]): number => some.reduce((total, { length }) => total * length, 1);
  const exponents = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) exponents[i * n + j] = (axis[i]! - axis[j]!) ** 2 / epsilon;
  }
  const matrix = exponents.map(gibbs);
  return {
    n,
    lead: sizes(coordinates.slice(0, k)),
    trail: sizes(coordinates.slice(k + 1)),
    exponents,
    matrix,
    spans: spansOf(matrix, n, n),
  };
}

/** Σ_j G_ij v_ljt for v [lead, n, trail]. */
function along({ n, lead, trail, matrix, spans }: Axis, v: Float64Array): Float64Array {
  if (trail === 1) return product(v, matrix, spans, n, n);
  const out = new Float64Array(v.length);
  for (let l = 0; l < lead; l++) {
    const slab = v.subarray(l * n * trail, (l + 1) * n * trail);
    out.set(product(matrix, slab, spansOf(slab, n, trail), n, trail), l * n * trail);
  }
  return out;
}

/** log Σ_j G_ij exp(h_ljt) for h [lead, n, trail]. */
function logAlong(axis: Axis, h: Float64Array): Float64Array {
  const { n, lead, trail } = axis;
  const tops = new Float64Array(lead * trail).fill(Number.NEGATIVE_INFINITY);
  eachPlace(axis, (at, line) => {
    if (h[at]! > tops[line]!) tops[line] = h[at]!;
  });
  const scaled = new Float64Array(h.length);
  eachPlace(axis, (at, line) => {
    if (h[at]! > Number.NEGATIVE_INFINITY) scaled[at] = Math.exp(h[at]! - tops[line]!);
  });
  const sums = along(axis, scaled);
  const out = new Float64Array(h.length).fill(Number.NEGATIVE_INFINITY);
  const terms = new Float64Array(n);
  eachPlace(axis, (at, line, i) => {
    if (sums[at]! > SMALLEST) out[at] = tops[line]! + Math.log(sums[at]!);
    else if (tops[line]! > Number.NEGATIVE_INFINITY) out[at] = logSumOnLine(axis, h, at, i, terms);
  });
  return out;
}

/** Every place of [lead, n, trail], the number of its line and its place i on that. */
function eachPlace({ n, lead, trail }: Axis, visit: (at: number, line: number, i: number) => void): void {
  let at = 0;
  for (let l = 0; l < lead; l++) {
    for (let i = 0; i < n; i++) {
      for (let t = 0; t < trail; t++) visit(at++, l * trail + t, i);
    }
  }
}

/** The same at one place, term by term. */
function logSumOnLine(
  { n, trail, exponents }: Axis,
  h: Float64Array,
  at: number,
  i: number,
  terms: Float64Array,
): number {
  const start = at - i * trail;
  for (let j = 0; j < n; j++) terms[j] = h[start + j * trail]! - exponents[i * n + j]!;
  return logSum(terms);
}
