import type { Moments } from '../targets/index.ts';
import type { Ensemble } from '../world/index.ts';

/** A distance to the target. */
export interface Metric {
  value: number;
  /** What as many exact samples of the target have on average. */
  floor?: number;
  standardError?: number;
}

export type Metrics = Record<string, Metric>;

interface State {
  positions: Float32Array;
  weights: Float32Array;
  moments: Moments;
  seed: string;
}

export async function metricsOf({ target }: Ensemble, { moments }: State): Promise<Metrics> {
  if (!target?.moments) return {};
  return {
    meanError: { value: meanError(moments, target.moments) },
    covarianceError: { value: covarianceError(moments, target.moments) },
  };
}

const meanError = (a: Moments, b: Moments): number => Math.hypot(...a.mean.map((value, i) => value - b.mean[i]!));

const covarianceError = (a: Moments, b: Moments): number =>
  Math.hypot(...a.covariance.flatMap((row, i) => row.map((value, j) => value - b.covariance[i]![j]!)));
