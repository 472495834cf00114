import { dot, plus } from '../linalg/index.ts';
import type { SiteKernel, SiteLaw } from '../sites/index.ts';
import { arcOverChord } from './arc.ts';
import { checkCount, type Point, pointWith, times } from './point.ts';
import { solveLaplacian } from './solve.ts';

/** An end of a segment: coefficients of mass 1 and b = Ga. */
export interface End {
  readonly coefficients: Float64Array;
  readonly embedding: Float64Array;
}

/** @throws InputError when the law is not one of these sites */
export async function endOf(kernel: SiteKernel, { coefficients }: SiteLaw): Promise<End> {
  checkCount(kernel, coefficients);
  return { coefficients, embedding: await kernel.apply(coefficients) };
}

/** The action of one segment and its derivatives in the coefficients of both ends, [n] each. */
export interface Segment {
  readonly action: number;
  readonly fromGradient: Float64Array;
  readonly toGradient: Float64Array;
}

/**
 * g of the great-circle arc of H_c between two laws, run through in unit time: the squared length of a segment of a path, by the midpoint rule,
 * with its exact gradient. Infinite where I − K at the midpoint is singular to float64.
 *
 * At the midpoint m = a₀ + a₁ (g does not see its scale) and with Δ = a₁ − a₀, d = GΔ,
 * g = (ε/2)(arc²/chord²)(ΔᵀGΔ + 2Q), Q = rᵀL⁺r, r = m⊙d, L = diag(m⊙Gm) − diag(m) G diag(m), a graph Laplacian.
 * With φ = L⁺r: ∂Q/∂m = φ²⊙Gm − G(m⊙φ²) and ∂Q/∂Δ = 2G(m⊙φ).
 */
export async function segmentBetween(kernel: SiteKernel, from: End, to: End): Promise<Segment> {
  const middle = plus(from.coefficients, 1, to.coefficients);
  const point = pointWith(kernel, middle, plus(from.embedding, 1, to.embedding));
  const step = plus(to.coefficients, -1, from.coefficients);
  const image = plus(to.embedding, -1, from.embedding);
  const transport = await transportTerm(point, image);
  if (!transport) return beyondFloat64(kernel.count);

  const squaredChord = Math.max(0, dot(step, image));
  const { ratio, slope } = arcOverChord(squaredChord);
  const straight = squaredChord + 2 * transport.value;
  const half = kernel.epsilon / 2;
  const toStep = image.map((d, i) => half * (ratio * (2 * d + 4 * transport.smooth[i]!) + straight * slope * 2 * d));
  const toMiddle = transport.middleGradient.map((value) => half * ratio * 2 * value);
  return {
    action: half * ratio * straight,
    fromGradient: plus(toMiddle, -1, toStep),
    toGradient: plus(toMiddle, 1, toStep),
  };
}

/** Q, G(m⊙φ) and ∂Q/∂m. */
async function transportTerm(point: Point, image: Float64Array) {
  const { kernel, ratio, embedding, coefficients } = point;
  const right = times(ratio, image);
  const size = Math.sqrt(dot(point.root, point.root));
  const unit = { ...point, root: point.root.map((value) => value / size) };
  const solution = await solveLaplacian(unit, right);
  if (!solution) return undefined;
  const smooth = await kernel.apply(times(ratio, solution));
  const squared = image.map((d, i) => ((d + smooth[i]!) / embedding[i]!) ** 2);
  const spread = await kernel.apply(times(coefficients, squared));
  return {
    value: dot(right, solution),
    smooth,
    middleGradient: squared.map((value, i) => value * embedding[i]! - spread[i]!),
  };
}

const beyondFloat64 = (count: number): Segment => ({
  action: Number.POSITIVE_INFINITY,
  fromGradient: new Float64Array(count),
  toGradient: new Float64Array(count),
});
