import { groupBy } from '../../document/index.ts';
import type { Interval } from '../../picture/index.ts';
import type { RecordedFrame } from '../output/frame-file.ts';

const MOST_POINTS = 1500;
/** Radii are steps of so many pixels, so that a picture has few paths. */
const STEP = 0.3;
/** A law of fewer points than this is drawn in larger ones, of so many pixels. */
const [FEW, LARGE] = [20, 3.5];
/** A particle so many times as heavy as most of the mass is not drawn larger. */
const HEAVIEST = 6;

/** Points of one size. */
export interface SizedPoints {
  points: { x: Float64Array; y: Float64Array };
  /** Pixels. */
  radius: number;
}

type Box = readonly [Interval, Interval];

/** Whether particles have more or less weight than others. */
export const haveWeights = ({ weights }: Pick<RecordedFrame, 'weights'>): boolean =>
  weights.some((weight) => Math.abs(weight - weights[0]!) > 1e-3 * weights[0]!);

/**
 * The first two coordinates of the particles in view: the first 1500 of equal ones, else the 1500 heaviest, with areas that go as the weights.
 */
export function sizedPoints(frame: RecordedFrame, dimension: number, view: Box): SizedPoints[] {
  const { weights } = frame;
  const isShown = inView(frame, dimension, view);
  const rows = Array.from(weights.keys());
  if (!haveWeights(frame)) {
    const shown = rows.slice(0, MOST_POINTS).filter(isShown);
    return [{ points: pointsOf(frame, dimension, shown), radius: radiusFor(weights.length) }];
  }
  const sizeOf = sizesBy(weights);
  const heaviest = rows.sort((a, b) => weights[b]! - weights[a]!).slice(0, MOST_POINTS);
  const shown = heaviest.filter((row) => isShown(row) && sizeOf(row) > 0);
  return Array.from(groupBy(shown, sizeOf), ([size, same]) => ({
    points: pointsOf(frame, dimension, same),
    radius: size * STEP,
  }));
}

/** The first 1500 rows where they are in view, whatever their masses. */
export function firstPoints(frame: RecordedFrame, dimension: number, view: Box): SizedPoints['points'] {
  const rows = Array.from(frame.weights.keys()).slice(0, MOST_POINTS);
  return pointsOf(frame, dimension, rows.filter(inView(frame, dimension, view)));
}

const inView =
  ({ positions }: RecordedFrame, dimension: number, view: Box) =>
  (row: number): boolean =>
    view.every(([low, high], axis) => {
      const value = positions[row * dimension + axis]!;
      return value >= low && value <= high;
    });

const pointsOf = ({ positions }: RecordedFrame, dimension: number, rows: readonly number[]): SizedPoints['points'] => ({
  x: Float64Array.from(rows, (row) => positions[row * dimension]!),
  y: Float64Array.from(rows, (row) => positions[row * dimension + 1]!),
});

/** Whether so few rows have the mass that a picture may overlook them. */
export const isOfFew = (weights: Float32Array): boolean => effectiveCount(weights) < FEW;

/** So many equal particles have the same sum of squares. */
function effectiveCount(weights: Float32Array): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total ** 2 / weights.reduce((sum, weight) => sum + weight ** 2, 0);
}

/** The radius of a row in steps. A particle of typical weight has the size of one of so many equal ones as make up the mass. */
function sizesBy(weights: Float32Array): (row: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const count = effectiveCount(weights);
  const radius = count < FEW ? LARGE : radiusFor(count);
  return (row) => Math.round((radius * Math.sqrt(Math.min(HEAVIEST, (weights[row]! * count) / total))) / STEP);
}

const radiusFor = (count: number): number => (count > 800 ? 0.9 : count > 200 ? 1.3 : 2);
