import type { Target } from '../../targets/index.ts';
import type { Scene, World } from '../../world/index.ts';
import type { FrameFile, RecordedFrame } from '../output/frame-file.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';
import { type DensityGrid, densityGrid, gridOfSamples, type Interval } from './grid.ts';
import { groupBy } from './group-by.ts';
import { coordinate, quantiles } from './histogram.ts';

/** What a report is made of. */
export interface ReportInput {
  scene: Scene;
  summary: Summary;
  world: World;
  frames: FrameFile;
  /** What was typed to get this run. */
  command?: string;
}

/** Where a picture looks, and the target there. */
export interface View {
  /** Per coordinate, at most four. */
  intervals: Interval[];
  /** The density over one or two coordinates, where it can be written down. */
  density?: DensityGrid;
  /** What the contours of clouds show: the density, or for more coordinates that of exact samples in the first two. */
  shading?: DensityGrid;
}

/** One moment of one ensemble. */
export interface Look {
  frame: RecordedFrame;
  view: View;
}

/** One ensemble with everything that its pictures show. */
export interface Exhibit {
  /** Its number, which is its colour. */
  index: number;
  summary: EnsembleSummary;
  target: Target | undefined;
  dimension: number;
  /** A few moments from the first to the last. */
  looks: Look[];
  /** Exact samples of the target, where it has them: row-major, `EXACT` rows. */
  exact?: Float32Array;
}

export const EXACT = 20_000;
const MOST_COORDINATES = 4;
/** Most of what there is to see happens early. */
const MOMENTS = [0, 0.04, 0.15, 1];
/** A start this much wider than the rest gets a view of its own. */
const MUCH_WIDER = 1.4;
/** A moment that needs so many times the view of most has a view of its own, and so have the others. */
const EXPLOSION = 10;

export async function exhibitsOf({ summary, world, frames }: ReportInput): Promise<Exhibit[]> {
  const last = frames.frames - 1;
  const chosen = [...new Set(MOMENTS.map((part, i) => Math.min(last, Math.max(i, Math.round(part * last)))))];
  const exhibits: Exhibit[] = [];
  for (const [index, { target, dimension }] of [...world.ensembles.values()].entries()) {
    const recorded: RecordedFrame[] = [];
    for (const frame of chosen) recorded.push(await frames.read(frame, index));
    const exact = target?.sample?.(EXACT, 'report');
    exhibits.push({
      ...{ index, summary: summary.ensembles[index]!, target, dimension },
      looks: await looksAt(recorded, target, dimension, exact),
      ...(exact && { exact }),
    });
  }
  return exhibits;
}

/** All moments in one view, unless the start is so wide that the rest would be small in it, or the cloud explodes. */
async function looksAt(
  recorded: RecordedFrame[],
  target: Target | undefined,
  dimension: number,
  exact: Float32Array | undefined,
): Promise<Look[]> {
  const lookAt = (frames: RecordedFrame[]): Interval[] => intervalsOf(frames, target, dimension);
  const own = recorded.map((frame) => lookAt([frame]));
  if (explodes(own)) {
    const views = await Promise.all(own.map((intervals) => viewOf(intervals, target, exact)));
    return recorded.map((frame, i) => ({ frame, view: views[i]! }));
  }
  const whole = lookAt(recorded);
  const later = recorded.length > 1 ? lookAt(recorded.slice(1)) : whole;
  const isWide = whole.some((interval, axis) => lengthOf(interval) > MUCH_WIDER * lengthOf(later[axis]!));
  const start = await viewOf(whole, target, exact);
  const rest = isWide ? await viewOf(later, target, exact) : start;
  return recorded.map((frame, i) => ({ frame, view: i === 0 ? start : rest }));
}

const lengthOf = ([low, high]: Interval): number => high - low;

/** Whether what is to see at one moment is so much longer than at most that nothing would be seen at the others. */
const explodes = (views: readonly Interval[][]): boolean =>
  views[0]!.some((_, axis) => {
    const lengths = views.map((intervals) => lengthOf(intervals[axis]!)).sort((a, b) => a - b);
    return lengths.at(-1)! > EXPLOSION * lengths[Math.floor((lengths.length - 1) / 2)]!;
  });

async function viewOf(intervals: Interval[], target: Target | undefined, exact?: Float32Array): Promise<View> {
  if (!target) return { intervals };
  const [across, along = [0, 1]] = intervals as [Interval, Interval?];
  const density = await densityGrid(target, across, along);
  if (density) return { intervals, density, shading: density };
  if (!exact || target.dimension < 2) return { intervals };
  const [x, y] = [0, 1].map((axis) => coordinate(exact, axis, target.dimension));
  return { intervals, shading: gridOfSamples(x!, y!, across, along) };
}

/** The target, and nearly all particles at these moments. */
function intervalsOf(recorded: RecordedFrame[], target: Target | undefined, dimension: number): Interval[] {
  return Array.from({ length: Math.min(dimension, MOST_COORDINATES) }, (_, axis) => {
    const ranges = recorded.map(({ positions, weights }) =>
      quantiles(coordinate(positions, axis, dimension), [0.002, 0.998], weights),
    );
    const low = Math.min(...ranges.map((range) => range[0]!));
    const high = Math.max(...ranges.map((range) => range[1]!));
    const margin = 0.04 * (high - low) || 0.5;
    const [from, to] = target?.bounds[axis] ?? [low, high];
    return [Math.min(from, low - margin), Math.max(to, high + margin)];
  });
}

/** Ensembles that go to the same target belong side by side. */
export function byTarget(exhibits: readonly Exhibit[]): Exhibit[][] {
  return [...groupBy(exhibits, ({ target }) => JSON.stringify(target?.spec ?? null)).values()];
}
