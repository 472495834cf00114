import type { RecordedFrame } from '../output/frame-file.ts';
import type { Interval } from './grid.ts';
import { groupBy } from './group-by.ts';

const MOST_POINTS = 1500;
/** Radii are steps of so many pixels, so that a picture has few paths. */
const STEP = 0.3;
/** A particle so many times as heavy as most of the mass is not drawn larger. */
const HEAVIEST = 6;

/** Points of one size. */
export interface SizedPoints {
  points: { x: Float64Array; y: Float64Array };
  /** Pixels. */
  radius: number;
}

/** Whether particles have more or less weight than others. */
export const haveWeights = ({ weights }: Pick<RecordedFrame, 'weights'>): boolean =>
  weights.some((weight) => Math.abs(weight - weights[0]!) > 1e-3 * weights[0]!);

/**
 * The first two coordinates of the particles in view: the first 1500 of equal ones, else the 1500 heaviest, with areas that go as the weights.
 */
export function sizedPoints(
  frame: RecordedFrame,
  dimension: number,
  view: readonly [Interval, Interval],
): SizedPoints[] {
  const { positions, weights } = frame;
  const at = (row: number, axis: number): number => positions[row * dimension + axis]!;
  const inView = (row: number): boolean =>
    view.every(([low, high], axis) => at(row, axis) >= low && at(row, axis) <= high);
  const pointsOf = (rows: readonly number[]) => ({
    x: Float64Array.from(rows, (row) => at(row, 0)),
    y: Float64Array.from(rows, (row) => at(row, 1)),
  });
  const rows = Array.from(weights.keys());
  if (!haveWeights(frame)) {
    const shown = rows.slice(0, MOST_POINTS).filter(inView);
    return [{ points: pointsOf(shown), radius: radiusFor(weights.length) }];
  }
  const sizeOf = sizesBy(weights);
  const heaviest = rows.sort((a, b) => weights[b]! - weights[a]!).slice(0, MOST_POINTS);
  const shown = heaviest.filter((row) => inView(row) && sizeOf(row) > 0);
  return Array.from(groupBy(shown, sizeOf), ([size, same]) => ({ points: pointsOf(same), radius: size * STEP }));
}

/** The radius of a row in steps. A particle of typical weight has the size of one of so many equal ones as make up the mass. */
function sizesBy(weights: Float32Array): (row: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const typical = weights.reduce((sum, weight) => sum + weight ** 2, 0) / total;
  const radius = radiusFor(total / typical);
  return (row) => Math.round((radius * Math.sqrt(Math.min(HEAVIEST, weights[row]! / typical))) / STEP);
}

const radiusFor = (count: number): number => (count > 800 ? 0.9 : count > 200 ? 1.3 : 2);
