import { type Cloud, type Measured, measure } from '../metrics/index.ts';
import { dataOf, type Target } from '../targets/index.ts';
import { type Measure, measureOf } from '../world/index.ts';
import type { Particles } from './law-error.ts';
import { measuredCloud } from './measured-cloud.ts';

/** Figures by the type of the metric: `distance`, `mean-error`, … */
export type Metrics = Record<string, Measured>;

/** How far particles, `MOST_MEASURED` of them at most, are from the target, beside as many exact samples of it, and from data of it that were held back. */
export function metricsOf(target: Target | undefined, particles: Particles, seed: string, heldBack?: Measure): Metrics {
  if (!target) return {};
  return measure(measuredCloud(particles), target, { seed, ...(heldBack && { heldBack: cloudOfData(heldBack) }) });
}

function cloudOfData(data: Measure): Cloud {
  const { values, dimension, weights } = dataOf(measureOf(data));
  return { positions: values, dimension, ...(weights && { weights }) };
}
