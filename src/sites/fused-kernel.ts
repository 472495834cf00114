import { type Tensor, type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { ensureBackend, kernelSum, loops, softmin } from '../tensor/index.ts';
import { kernelBlock, type Sites } from './block.ts';
import { type Float32Sites, float32Sites } from './float32-sites.ts';
import type { SiteKernel } from './kernel.ts';
import { finiteAt, largest } from './log-sums.ts';

/** So many pairs are summed in float64 by plain loops, in some 50 ms. */
const EXACT_PAIRS = 4_000_000;

/** Worst relative error of a float32 sum of positive numbers over thousands of sites, measured; rounded positions come on top. */
const FLOAT32_PRECISION = 5e-7;

/** Below this part of the largest number a float32 sum may lack terms that count: backends leave out those below 2^−64, and lose 1e-38. */
const SMALLEST = 1e-10;

/**
 * The kernel of a large cloud in O(n) memory. Numbers with few non-zeros, such as the coefficients of a measure with few sites, are summed in
 * float64; others in float32 by the fused sums of the backend. Those have a relative error of 5e-7 for numbers of one sign, and of
 * 5e-7 Σ_j G_ij |v_j| otherwise. Where they come near underflow, far from all mass, and in `logApply`, sums in the log domain take their
 * place: the logarithm has an error of 5e-7 max(1, |log|), relative to that of the largest number.
 */
export function fusedKernel(sites: Sites): SiteKernel {
  const count = sites.sites.length / sites.dimension;
  const local = float32Sites(sites);
  const isExact = (terms: number): boolean => terms * count <= EXACT_PAIRS;
  return {
    ...sites,
    kind: 'fused',
    count,
    precision: Math.max(FLOAT32_PRECISION, local.rounding),
    apply(v) {
      const present = Int32Array.from(v.keys()).filter((j) => v[j] !== 0);
      return isExact(present.length) ? exactSums(sites, present, v) : signedSums(local, v);
    },
    logApply(h) {
      const present = finiteAt(h);
      return isExact(present.length) ? exactLogSums(sites, present, h) : logSums(local, h);
    },
    block: (rows, columns) => kernelBlock(sites, rows, columns),
  };
}

const rowsAt = ({ sites, dimension }: Sites, rows: Int32Array): Float64Array =>
  Float64Array.from(
    { length: rows.length * dimension },
    (_, at) => sites[rows[Math.floor(at / dimension)]! * dimension + (at % dimension)]!,
  );

/** The cost of the loops has a ½ that ours has not. */
function exactSums(sites: Sites, present: Int32Array, v: Float64Array): Float64Array {
  const { dimension: d, epsilon } = sites;
  const values = Float64Array.from(present, (j) => v[j]!);
  const options = { epsilon: epsilon / 2, normalised: false };
  const out = new Float64Array(v.length);
  return loops.kernelSumLoops(sites.sites, rowsAt(sites, present), values, undefined, { d, width: 1 }, options, out);
}

function exactLogSums(sites: Sites, present: Int32Array, h: Float64Array): Float64Array {
  const { dimension, epsilon } = sites;
  const half = epsilon / 2;
  const heights = Float64Array.from(present, (j) => half * h[j]!);
  const out = new Float64Array(h.length);
  const columns = rowsAt(sites, present);
  return loops.softminLoops(sites.sites, columns, heights, dimension, half, out).map((value) => -value / half);
}

async function signedSums(local: Float32Sites, v: Float64Array): Promise<Float64Array> {
  const top = largest(v.map(Math.abs));
  const sums = await onBackend(local, (x) => {
    const values = tensor2d(
      Float32Array.from(v, (value) => value / top),
      [v.length, 1],
    );
    const out = kernelSum(x, x, values, { epsilon: local.halfEpsilon });
    values.dispose();
    return out;
  });
  const isSmall = sums.map((sum) => Number(Math.abs(sum) < SMALLEST));
  const far = isSmall.includes(1) ? await farSums(local, v) : sums;
  return sums.map((sum, i) => (isSmall[i] === 1 ? far[i]! : top * sum));
}

/** By way of logarithms, the positive and the negative numbers for themselves. */
async function farSums(local: Float32Sites, v: Float64Array): Promise<Float64Array> {
  const positive = await logSums(
    local,
    v.map((value) => Math.log(Math.max(0, value))),
  );
  if (!v.some((value) => value < 0)) return positive.map(Math.exp);
  const negative = await logSums(
    local,
    v.map((value) => Math.log(Math.max(0, -value))),
  );
  return positive.map((value, i) => Math.exp(value) - Math.exp(negative[i]!));
}

async function logSums(local: Float32Sites, h: Float64Array): Promise<Float64Array> {
  const { halfEpsilon } = local;
  // Relative to the largest: float32 is finest around 0.
  const top = largest(h);
  if (top === Number.NEGATIVE_INFINITY) return h.slice();
  const soft = await onBackend(local, (x) => {
    const heights = tensor1d(Float32Array.from(h, (value) => halfEpsilon * (value - top)));
    const out = softmin(x, x, heights, halfEpsilon);
    heights.dispose();
    return out;
  });
  return soft.map((value) => top - value / halfEpsilon);
}

/** What the backend makes of the sites, and none of its tensors left over. */
async function onBackend({ values, dimension }: Float32Sites, work: (x: Tensor2D) => Tensor): Promise<Float64Array> {
  await ensureBackend();
  const x = tensor2d(values, [values.length / dimension, dimension]);
  const out = work(x);
  x.dispose();
  const result = Float64Array.from(await out.data());
  out.dispose();
  return result;
}
