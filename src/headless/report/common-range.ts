import type { Interval } from '../../picture/index.ts';

/** So many times the way of the others is an explosion, and would flatten them. */
const FAR = 6;

/** In units of `scale`: a picture of less would be one of rounding, and gets this much more room. */
const [LEAST, ROOM] = [1e-4, 0.1];

/** What a picture of several curves shows, and the curves that leave it. */
export interface CommonRange<Key> {
  domain: Interval;
  outside: Key[];
}

/**
 * The range of all curves, without those that go much further than most do.
 * @param curves the values of each
 * @param fixed values that belong into the picture
 * @param scale a way that is never far, and of which a tiny part is nothing
 */
export function commonRange<Key>(
  curves: ReadonlyMap<Key, readonly number[]>,
  fixed: readonly number[],
  scale: number,
): CommonRange<Key> {
  const ranges = [...curves].map(([key, values]) => ({ key, interval: intervalOf([...fixed, ...values]) }));
  const lengths = ranges.map(({ interval: [low, high] }) => high - low).sort((a, b) => a - b);
  // Of two curves the shorter one is the measure.
  const most = FAR * Math.max(scale, lengths[Math.floor((lengths.length - 1) / 2)] ?? 0);
  const inside = ranges.filter(({ interval: [low, high] }) => high - low <= most);
  return {
    domain: withRoom(intervalOf([...fixed, ...inside.flatMap(({ interval }) => interval)]), scale),
    outside: ranges.filter((each) => !inside.includes(each)).map(({ key }) => key),
  };
}

const withRoom = ([low, high]: Interval, scale: number): Interval =>
  high - low < LEAST * scale ? [low - ROOM * scale, high + ROOM * scale] : [low, high];

function intervalOf(values: readonly number[]): Interval {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
