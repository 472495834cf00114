import { dataOf, type Target } from '../targets/index.ts';
import { type DensityGrid, densityGrid, marginalOfGrid } from './density.ts';
import { coordinate } from './histogram.ts';
import type { Interval } from './interval.ts';
import type { Curve } from './pane.ts';
import { gridOfSamples, smoothDensity, smoothingOf } from './samples.ts';

const SAMPLES = 60_000;
/** Fewer data say too little about a density. */
const FEWEST = 20;
/**
 * Of the usual rules for the width of a kernel: contours of exact samples are to be smooth, and the rules, which are for one mode, wash those of
 * data out.
 */
const SMOOTHING = { samples: 1.25, data: 0.5 };

/** The target over two coordinates, or one, and its density in each of them: by its density where that can be summed, else by exact samples or its data. */
export async function targetIn(
  target: Target,
  axes: readonly number[],
  x: Interval,
  y: Interval,
): Promise<{ density?: DensityGrid; marginals: Curve[] }> {
  const density = await densityGrid(target, x, y);
  if (density) return { density, marginals: axes.map((axis) => marginalOfGrid(density, axis)) };
  const isData = target.spec.type === 'empirical';
  const points = isData ? dataPoints(target) : target.sample?.(SAMPLES, 'picture');
  if (!points) return { marginals: [] };
  const smoothing = isData ? SMOOTHING.data : SMOOTHING.samples;
  const values = axes.map((axis) => coordinate(points, axis, target.dimension));
  const marginals = values.map((each, k) =>
    smoothDensity(each, [x, y][k]!, (isData ? smoothing : 1) * smoothingOf(each)),
  );
  return { marginals, ...(axes.length === 2 && { density: gridOfSamples(values[0]!, values[1]!, x, y, smoothing) }) };
}

function dataPoints(target: Target): Float64Array | undefined {
  const { values, weights, dimension } = dataOf(target);
  return weights || values.length < FEWEST * dimension ? undefined : values;
}
