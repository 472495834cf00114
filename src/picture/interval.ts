export type Interval = readonly [low: number, high: number];

export const lengthOf = ([low, high]: Interval): number => high - low;

/** The smallest interval around these. */
export const hullOf = (intervals: readonly Interval[]): Interval => [
  Math.min(...intervals.map(([low]) => low)),
  Math.max(...intervals.map(([, high]) => high)),
];

/** The middle of the cell `i` of `count` equal ones. */
export const centre = ([low, high]: Interval, i: number, count: number): number =>
  low + ((high - low) * (i + 0.5)) / count;
