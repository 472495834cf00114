import { type Cloud, type Measured, measure } from '../metrics/index.ts';
import { dataOf, type Target } from '../targets/index.ts';
import { type Measure, measureOf } from '../world/index.ts';
import type { Particles } from './law-error.ts';

/** Figures by the type of the metric: `distance`, `mean-error`, … */
export type Metrics = Record<string, Measured>;

/** Beyond so many particles the exact samples for the floor would cost more than the run. */
export const MOST_MEASURED = 10_000;

/** How far the first `MOST_MEASURED` particles are from the target, beside as many exact samples of it, and from data of it that were held back. */
export function metricsOf(
  target: Target | undefined,
  { positions, weights, dimension }: Particles,
  seed: string,
  heldBack?: Measure,
): Metrics {
  if (!target) return {};
  const cloud = {
    positions: positions.subarray(0, MOST_MEASURED * dimension),
    dimension,
    weights: weights.subarray(0, MOST_MEASURED),
  };
  return measure(cloud, target, { seed, ...(heldBack && { heldBack: cloudOfData(heldBack) }) });
}

function cloudOfData(data: Measure): Cloud {
  const { values, dimension, weights } = dataOf(measureOf(data));
  return { positions: values, dimension, ...(weights && { weights }) };
}
