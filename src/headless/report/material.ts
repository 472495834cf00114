import type { Target } from '../../targets/index.ts';
import type { Scene, World } from '../../world/index.ts';
import type { FrameFile, RecordedFrame } from '../output/frame-file.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';
import { type DensityGrid, densityGrid, type Interval } from './grid.ts';
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

/** One ensemble with everything that its pictures show. */
export interface Exhibit {
  /** Its number, which is its colour. */
  index: number;
  summary: EnsembleSummary;
  target: Target | undefined;
  dimension: number;
  /** A few frames from the first to the last. */
  shown: RecordedFrame[];
  /** Where to look, per coordinate (at most four). */
  view: Interval[];
  /** The target's density over the first two coordinates, where it can be written down. */
  density?: DensityGrid;
  /** Exact samples of the target, where it has them: row-major, `EXACT` rows. */
  exact?: Float32Array;
}

export const EXACT = 20_000;
const MOST_COORDINATES = 4;
/** Most of what there is to see happens early. */
const MOMENTS = [0, 0.1, 0.35, 1];

export async function exhibitsOf({ summary, world, frames }: ReportInput): Promise<Exhibit[]> {
  const chosen = [...new Set(MOMENTS.map((part) => Math.round(part * (frames.frames - 1))))];
  const exhibits: Exhibit[] = [];
  for (const [index, ensemble] of [...world.ensembles.values()].entries()) {
    const { target, dimension } = ensemble;
    const shown: RecordedFrame[] = [];
    for (const frame of chosen) shown.push(await frames.read(frame, index));
    const exact = target?.sample?.(EXACT, 'report');
    const view = viewOf(target, shown, dimension);
    const density = target && (await densityGrid(target, view[0]!, view[1] ?? [0, 1]));
    exhibits.push({
      ...{ index, summary: summary.ensembles[index]!, target, dimension, shown, view },
      ...(density && { density }),
      ...(exact && { exact }),
    });
  }
  return exhibits;
}

/** The target, and nearly all particles at every frame that is shown. */
function viewOf(target: Target | undefined, shown: RecordedFrame[], dimension: number): Interval[] {
  return Array.from({ length: Math.min(dimension, MOST_COORDINATES) }, (_, axis) => {
    const ranges = shown.map(({ positions }) => quantiles(coordinate(positions, axis, dimension), [0.002, 0.998]));
    const low = Math.min(...ranges.map((range) => range[0]!));
    const high = Math.max(...ranges.map((range) => range[1]!));
    const margin = 0.04 * (high - low) || 0.5;
    const [from, to] = target?.bounds[axis] ?? [low, high];
    return [Math.min(from, low - margin), Math.max(to, high + margin)];
  });
}
