import { groupBy } from '../../document/index.ts';
import { energySpecification, needsTarget, termsOf } from '../../energies/index.ts';
import {
  axesOfSites,
  coordinate,
  type DensityGrid,
  densityGrid,
  gridOfSamples,
  type Interval,
  quantiles,
  type SiteAxis,
} from '../../picture/index.ts';
import type { Target } from '../../targets/index.ts';
import type { Ensemble, Scene, World } from '../../world/index.ts';
import type { FrameFile, RecordedFrame } from '../output/frame-file.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';
import { type Potential, potentialOf } from './potential.ts';
import { haveWeights } from './sized-points.ts';

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
  /** What drives the law, in place of both, where its energy has a potential and no entropy. */
  potential?: Potential;
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
  /** Whether its rows stay where they are and only their masses move. */
  sites: boolean;
  /** The cells of sites on a grid. */
  axes?: SiteAxis[];
  /** A few moments from the first to the last. */
  looks: Look[];
  /** Exact samples of the target, where it has them: row-major, `EXACT` rows. */
  exact?: Float32Array;
}

export const EXACT = 20_000;
const MOST_COORDINATES = 4;
/** Most of what there is to see happens early. */
const MOMENTS = [0, 0.04, 0.15, 1];
/** A law that a potential drives collapses at once, and crosses barriers later; masses on sites jump at any time. */
const LATER_MOMENTS = [0, 0.1, 0.45, 1];
/** A start this much wider than the rest gets a view of its own. */
const MUCH_WIDER = 1.4;
/** A moment that needs so many times the view of most has a view of its own, and so have the others. */
const EXPLOSION = 10;

export async function exhibitsOf({ summary, world, frames }: ReportInput): Promise<Exhibit[]> {
  const ensembles = [...world.ensembles.values()];
  const last = frames.frames - 1;
  const moments = ensembles.some((each) => each.sites || isDrivenByPotential(each)) ? LATER_MOMENTS : MOMENTS;
  const chosen = [...new Set(moments.map((part, i) => Math.min(last, Math.max(i, Math.round(part * last)))))];
  const exhibits: Exhibit[] = [];
  for (const [index, ensemble] of ensembles.entries()) {
    const { target, dimension } = ensemble;
    const recorded: RecordedFrame[] = [];
    for (const frame of chosen) recorded.push(await frames.read(frame, index));
    const exact = target?.sample?.(EXACT, 'report');
    const sites = areSites(ensemble, recorded);
    const axes = sites ? axesOfSites(recorded[0]!.positions, dimension) : undefined;
    const looks = await looksAt(recorded, { target, dimension, exact, axes });
    exhibits.push({
      ...{ index, summary: summary.ensembles[index]!, target, dimension, sites },
      ...(axes && { axes }),
      looks: isDrivenByPotential(ensemble) ? withPotential(looks, dimension) : looks,
      ...(exact && { exact }),
    });
  }
  return exhibits;
}

/** Rows that stay are sites if their method says so, or if their masses differ: particles may stand still too. */
const areSites = ({ sites }: Ensemble, recorded: readonly RecordedFrame[]): boolean =>
  recorded.every(({ positions }) => positions.every((value, at) => value === recorded[0]!.positions[at])) &&
  (sites || recorded.some(haveWeights));

/** Such an energy takes a law to the minimisers of V = −log π, and the density of e^{−V} says nothing of where it goes. */
function isDrivenByPotential({ method }: Ensemble): boolean {
  const { data: energy } = energySpecification.safeParse(method.energy);
  return energy !== undefined && needsTarget(energy) && termsOf(energy).every(({ type }) => type !== 'entropy');
}

function withPotential(looks: readonly Look[], dimension: number): Look[] {
  const frames = looks.map(({ frame }) => frame);
  const known = new Map<DensityGrid, Potential>();
  return looks.map(({ frame, view }) => {
    const { density } = view;
    if (!density) return { frame, view };
    const potential = known.get(density) ?? potentialOf(density, frames, dimension);
    known.set(density, potential);
    return { frame, view: { ...view, potential } };
  });
}

/** What a view depends on besides the moments. */
interface Subject {
  target: Target | undefined;
  dimension: number;
  exact: Float32Array | undefined;
  axes: readonly SiteAxis[] | undefined;
}

/** All moments in one view, unless the start is so wide that the rest would be small in it, or the cloud explodes. */
async function looksAt(recorded: RecordedFrame[], subject: Subject): Promise<Look[]> {
  const { target, exact } = subject;
  const lookAt = (frames: RecordedFrame[]): Interval[] => intervalsOf(frames, subject);
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

/** The target, and nearly all particles at these moments; beyond the cells of sites there is nothing. */
function intervalsOf(recorded: RecordedFrame[], { target, dimension, axes }: Subject): Interval[] {
  return Array.from({ length: Math.min(dimension, MOST_COORDINATES) }, (_, axis) => {
    const ranges = recorded.map(({ positions, weights }) =>
      quantiles(coordinate(positions, axis, dimension), [0.002, 0.998], weights),
    );
    const low = Math.min(...ranges.map((range) => range[0]!));
    const high = Math.max(...ranges.map((range) => range[1]!));
    const margin = 0.04 * (high - low) || 0.5;
    const [from, to] = target?.bounds[axis] ?? [low, high];
    const { edges } = axes?.[axis] ?? {};
    return [
      Math.max(Math.min(from, low - margin), edges?.[0] ?? Number.NEGATIVE_INFINITY),
      Math.min(Math.max(to, high + margin), edges?.at(-1) ?? Number.POSITIVE_INFINITY),
    ];
  });
}

/** Ensembles that go to the same target belong side by side. */
export function byTarget(exhibits: readonly Exhibit[]): Exhibit[][] {
  return [...groupBy(exhibits, ({ target }) => JSON.stringify(target?.spec ?? null)).values()];
}
