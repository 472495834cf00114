import { InputError } from '../errors.ts';
import { formatValue } from '../schema.ts';
import type { TargetSpec } from '../targets/index.ts';

/** One line that was drawn by hand. */
export interface Stroke {
  /** In the coordinates of the plane; a single one is a dot. */
  points: readonly (readonly [number, number])[];
  /** Of the pen, in the same coordinates. */
  width: number;
}

/** The price of a density is one term a component. */
const MOST_COMPONENTS = 200;

/**
 * A drawing as a target: Gaussians of standard deviation width/2 side by side along the strokes, with the same mass on every piece of the same
 * length; a dot counts as a stroke as long as it is wide. They are at most one deviation apart, where the sum of equal ones is flat to 1e-8,
 * unless that took more than 200 of them; then they are spread evenly over all strokes.
 *
 * A mixture, not a picture: it has a density and a score everywhere, exact moments and exact samples, modes, the fused kernels of the backends
 * and a short text in an address, and quadrature confirms them; a grid of grey values has none of that.
 *
 * @throws InputError when there is no stroke, one has no point, a coordinate is not finite, a width is not positive, or there are more than 200
 */
export function targetOfStrokes(strokes: readonly Stroke[]): TargetSpec {
  checkStrokes(strokes);
  const lengths = strokes.map(({ points, width }) => Math.max(lengthOf(points), width));
  const counts = countsOf(strokes, lengths);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const means = strokes.flatMap(({ points }, k) => evenly(points, counts[k]!));
  const weights = strokes.flatMap((_, k) => new Array<number>(counts[k]!).fill(lengths[k]! / counts[k]! / total));
  const scales = strokes.flatMap(({ width }, k) => new Array<number>(counts[k]!).fill(width / 2));
  return {
    type: 'mixture',
    means,
    ...(weights.some((weight) => weight !== weights[0]) && { weights }),
    ...(scales.every((scale) => scale === scales[0])
      ? { scale: scales[0] }
      : { covariances: scales.map((scale) => [[scale ** 2, 0], [0, scale ** 2]]) }), // biome-ignore format: a matrix
  };
}

function checkStrokes(strokes: readonly Stroke[]): void {
  const fail = (field: string, message: string): never => {
    throw new InputError(`strokes${field}: ${message}`);
  };
  if (strokes.length === 0) fail('', 'must be at least one, got none');
  if (strokes.length > MOST_COMPONENTS) fail('', `must be at most ${MOST_COMPONENTS}, got ${strokes.length}`);
  for (const [k, { points, width }] of strokes.entries()) {
    if (!(width > 0 && Number.isFinite(width))) fail(`[${k}].width`, `must be more than 0, got ${formatValue(width)}`);
    if (points.length === 0) fail(`[${k}].points`, 'must be at least one, got none');
    const wrong = points.findIndex((point) => point.length !== 2 || !point.every(Number.isFinite));
    if (wrong >= 0) fail(`[${k}].points[${wrong}]`, `must be two finite numbers, got ${formatValue(points[wrong])}`);
  }
}

/** How many components each stroke gets: one a deviation, or as many as there may be in proportion to that. */
function countsOf(strokes: readonly Stroke[], lengths: readonly number[]): number[] {
  const wanted = strokes.map(({ width }, k) => lengths[k]! / (width / 2));
  const all = wanted.reduce((sum, each) => sum + Math.ceil(each), 0);
  if (all <= MOST_COMPONENTS) return wanted.map(Math.ceil);
  // One each, and of the others as many whole ones as come to each.
  const sum = wanted.reduce((total, each) => total + each, 0);
  return wanted.map((each) => 1 + Math.floor(((MOST_COMPONENTS - strokes.length) * each) / sum));
}

const lengthOf = (points: Stroke['points']): number =>
  points.slice(1).reduce((sum, point, i) => sum + distance(points[i]!, point), 0);

const distance = (a: readonly [number, number], b: readonly [number, number]): number =>
  Math.hypot(b[0] - a[0], b[1] - a[1]);

/** The middles of so many pieces of equal length. */
function evenly(points: Stroke['points'], count: number): number[][] {
  const step = lengthOf(points) / count;
  const middles: number[][] = [];
  let segment = 1;
  let passed = 0;
  for (let i = 0; i < count; i++) {
    const goal = (i + 0.5) * step;
    while (segment < points.length - 1 && passed + distance(points[segment - 1]!, points[segment]!) < goal) {
      passed += distance(points[segment - 1]!, points[segment]!);
      segment++;
    }
    middles.push(between(points[segment - 1]!, points[segment] ?? points[segment - 1]!, goal - passed));
  }
  return middles;
}

/** The point at this distance from `from` on the way to `to`. */
function between(from: readonly [number, number], to: readonly [number, number], at: number): number[] {
  const length = distance(from, to);
  const part = length > 0 ? at / length : 0;
  return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
}
