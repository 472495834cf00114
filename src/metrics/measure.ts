import type { Target } from '../targets/index.ts';
import { type Cloud, countOf } from './cloud.ts';
import {
  distanceToClouds,
  distanceToHeldBack,
  exactClouds,
  type FloorOptions,
  type Measured,
} from './distance-with-floor.ts';
import { modeWeightsErrorOf } from './mode-weights.ts';
import { momentsError, momentsOfCloud } from './moments.ts';
import { median } from './quantile.ts';

/** What `ottoflow list metrics` shows, and what `measure` gives where the target allows it. */
export const metricTypes: readonly { type: string; title: string; description: string }[] = [
  {
    type: 'distance',
    title: 'Distance',
    description: 'sliced Wasserstein distance to exact samples of the target, with their own as the floor',
  },
  {
    type: 'held-back-distance',
    title: 'Distance to held-back data',
    description:
      'sliced Wasserstein distance to data that had no part in the run, with that of the target as the floor',
  },
  { type: 'mean-error', title: 'Mean error', description: '|m − m*|/√tr Σ* against the exact mean' },
  {
    type: 'covariance-error',
    title: 'Covariance error',
    description: '‖Σ − Σ*‖/‖Σ*‖ (Frobenius) against the exact covariance',
  },
  {
    type: 'mode-weights',
    title: 'Mode weights',
    description: 'total variation between the mass near each mode and its weight',
  },
];

export interface MeasureOptions extends FloorOptions {
  /** Data of the target that had no part in the cloud. */
  heldBack?: Cloud;
}

/**
 * Every metric that a target allows, by type: the distance where it can be sampled, that to `heldBack` data where there are any, moment errors where the
 * exact moments are known, mode weights for mixtures. Floors are medians over sets of as many exact samples. Below a second for 5,000 points in the plane.
 */
export function measure(cloud: Cloud, target: Target, options: MeasureOptions = {}): Record<string, Measured> {
  const { moments } = target;
  const errorOfModes = modeWeightsErrorOf(target);
  const { heldBack } = options;
  const figures: Record<string, (cloud: Cloud) => number> = {
    ...(moments && { 'mean-error': (points) => momentsError(momentsOfCloud(points), moments).mean }),
    ...(moments && { 'covariance-error': (points) => momentsError(momentsOfCloud(points), moments).covariance }),
    ...(errorOfModes && { 'mode-weights': errorOfModes }),
  };
  const exact = target.sample ? exactClouds(target, countOf(cloud), options) : [];
  const out: Record<string, Measured> = target.sample ? { distance: distanceToClouds(cloud, exact, options) } : {};
  if (heldBack) out['held-back-distance'] = distanceToHeldBack(cloud, heldBack, exact, options);
  for (const [type, figure] of Object.entries(figures))
    out[type] = { value: figure(cloud), ...(exact.length > 0 && { floor: median(exact.map(figure)) }) };
  return out;
}
