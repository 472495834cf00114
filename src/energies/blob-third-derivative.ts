import { gather, scatter, visitNearPairs } from './near-pairs.ts';

/**
 * D³L[P, Q] of L(X) = Σᵢ log Sᵢ, Sᵢ = Σⱼ K_ij: n times the third derivative of the blob entropy, contracted twice, row-major [n, d]. Two sweeps
 * over the near pairs in float64, for any number of particles, in O(n) memory.
 *
 * In units of δ, with z = x_i − x_j and likewise p, q: D_p K = −(z·p) K and D_q D_p K = ((z·p)(z·q) − p·q) K, so that u = 1/S has
 * D_p u = −u² D_p S and D_q D_p u = 2u³ D_p S D_q S − u² D_q D_p S; then ∇L = −Σⱼ (u_i + u_j) K z is differentiated by the product rule.
 */
export function blobThirdDerivative(
  points: Float64Array,
  dimension: number,
  bandwidth: number,
  p: Float64Array,
  q: Float64Array,
): Float64Array {
  const d = dimension;
  const inUnits = (rows: Float64Array): Float64Array => rows.map((value) => value / bandwidth);
  const { order, sorted: x, visit } = visitNearPairs(inUnits(points), d, 1);
  const [inP, inQ] = [gather(inUnits(p), order, d), gather(inUnits(q), order, d)];
  const count = order.length;
  const u = new Float64Array(count).fill(1);
  const [uP, uQ, uPQ] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  visit((i, j, kernel) => {
    const zp = product(x, inP, i, j, d);
    const zq = product(x, inQ, i, j, d);
    const both = kernel * (zp * zq - product(inP, inQ, i, j, d));
    for (const row of [i, j]) {
      u[row]! += kernel;
      uP[row]! -= kernel * zp;
      uQ[row]! -= kernel * zq;
      uPQ[row]! += both;
    }
  });
  for (let i = 0; i < count; i++) {
    const inverse = 1 / u[i]!;
    const square = inverse * inverse;
    uPQ[i] = 2 * square * inverse * uP[i]! * uQ[i]! - square * uPQ[i]!;
    uP[i] = -square * uP[i]!;
    uQ[i] = -square * uQ[i]!;
    u[i] = inverse;
  }
  const sums = new Float64Array(count * d);
  visit((i, j, kernel) => {
    const zp = product(x, inP, i, j, d);
    const zq = product(x, inQ, i, j, d);
    const weight = u[i]! + u[j]!;
    const weightP = uP[i]! + uP[j]!;
    const weightQ = uQ[i]! + uQ[j]!;
    const alongP = weightQ - weight * zq;
    const alongQ = weightP - weight * zp;
    const alongZ = weight * (zp * zq - product(inP, inQ, i, j, d)) - weightP * zq - weightQ * zp + uPQ[i]! + uPQ[j]!;
    for (let k = 0; k < d; k++) {
      const [a, b] = [i * d + k, j * d + k];
      const part = kernel * (alongP * (inP[a]! - inP[b]!) + alongQ * (inQ[a]! - inQ[b]!) + alongZ * (x[a]! - x[b]!));
      sums[a]! -= part;
      sums[b]! += part;
    }
  });
  return scatter(inUnits(sums), order, d);
}

/** (aᵢ − aⱼ)·(bᵢ − bⱼ). */
function product(a: Float64Array, b: Float64Array, i: number, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (a[i * d + k]! - a[j * d + k]!) * (b[i * d + k]! - b[j * d + k]!);
  return sum;
}
