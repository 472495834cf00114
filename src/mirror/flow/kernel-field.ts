import { power } from '../../elementary/index.ts';
import { densityGrid } from '../density-grid.ts';
import type { SmoothEnergy } from './energy.ts';
import type { MirrorField } from './field.ts';
import { populationMoments } from './kernel-score.ts';
import type { ReferenceLaw } from './reference-law.ts';

/**
 * The mirror flow on the line with score and Hessian u″ = ρ(x)/e^{−g}(∇u(x)) from one kernel density, see `densityGrid`. O(n + nodes).
 *
 * @param points [n]
 * @param factor of the bandwidth 1.06 s n^−1/5
 * @throws RangeError when the particles coincide
 */
export async function kernelField(
  points: Float64Array,
  energy: SmoothEnergy,
  reference: ReferenceLaw,
  factor = 1,
): Promise<MirrorField> {
  const { value, forces } = await energy.at(points);
  const { temperature } = energy;
  const estimate = estimateOf(points, reference, factor);
  const total = forces.map((force, i) => force + temperature * estimate.score(points[i]!));
  const logs = points.reduce((sum, x) => sum + estimate.logDensity(x), 0);
  return {
    energy: value + (temperature * logs) / points.length,
    forces: total,
    velocity: total.map((force, i) => -force / estimate.hessian(points[i]!)),
    images: points.map(estimate.image),
    report: { bandwidth: estimate.bandwidth },
  };
}

interface LineEstimate {
  bandwidth: number;
  logDensity(x: number): number;
  score(x: number): number;
  hessian(x: number): number;
  image(x: number): number;
}

function estimateOf(points: Float64Array, { quantile, quantileSlope }: ReferenceLaw, factor: number): LineEstimate {
  const deviation = Math.sqrt(populationMoments(points, 1).covariance.get(0, 0));
  const rule = 1.06 * deviation * power(points.length, -0.2);
  const { low, spacing, density, lower, upper, bandwidth } = densityGrid(points, factor * rule);
  const logs = density.map(Math.log);
  const last = logs.length - 1;
  const scores = logs.map(
    (_, k) => (logs[Math.min(k + 1, last)]! - logs[Math.max(k - 1, 0)]!) / (spacing * (k > 0 && k < last ? 2 : 1)),
  );
  const hessians = density.map((rho, k) => rho * quantileSlope!(lower[k]!, upper[k]!));
  const images = density.map((_, k) => quantile!(lower[k]!, upper[k]!));
  const at = (values: Float64Array) => (x: number) => {
    const place = (x - low) / spacing;
    const cell = Math.floor(place);
    return values[cell]! + (place - cell) * (values[cell + 1]! - values[cell]!);
  };
  return { bandwidth, logDensity: at(logs), score: at(scores), hessian: at(hessians), image: at(images) };
}
