import { z } from 'zod';
import { energySpecification, needsTarget, termsOf } from '../energies/index.ts';
import { parse } from '../schema.ts';
import type { Target } from '../targets/index.ts';
import { type Ensemble, methodOf, stepSizeOf, type World } from '../world/index.ts';
import { barsOfParticles, highestOf } from './bars.ts';
import { type DensityGrid, densityGrid, marginalOfGrid } from './density.ts';
import { coordinate } from './histogram.ts';
import { hullOf, type Interval } from './interval.ts';
import { type Place, paneRects, placeOf } from './layout.ts';
import type { Look, Size } from './look.ts';
import { type Curve, densityAxis, type PaneContent } from './pane.ts';
import { potentialOf } from './potential.ts';
import { gridOfSamples, smoothDensity, smoothingOf } from './samples.ts';
import { axesOfSites, type SiteAxis } from './site-cells.ts';
import { fitted, intervalOf, isLeft, type Sight, type Window } from './window.ts';

/** How and where the panes of a world are shown. */
export interface Frame {
  size: Pick<Size, 'width' | 'height'>;
  look: Look;
  /** Of the scene: `axes` are the two coordinates that are shown where there are more; default the first two. */
  view?: Record<string, unknown> | undefined;
  /** The panes so far: windows do not shrink. */
  before?: readonly PaneContent[] | undefined;
}

/** An ensemble and what can be seen of it now. */
interface Subject {
  ensemble: Ensemble;
  index: number;
  axes: readonly number[];
  sight: Sight;
  /** Of all coordinates. */
  cells?: SiteAxis[];
}

/** The panes of all ensembles of a world; those with the same target look at the same part of space. */
export async function paneContentsOf(world: World, { size, look, view, before }: Frame): Promise<PaneContent[]> {
  const ensembles = [...world.ensembles.values()];
  const subjects = await Promise.all(ensembles.map((ensemble, index) => subjectOf(ensemble, index, axesIn(view))));
  const groups = groupsOf(subjects);
  const isOverlay = look.layout === 'overlay';
  const panes = isOverlay ? groups : subjects.map((subject) => [subject]);
  const rects = paneRects(panes.length, size);
  const contents: PaneContent[] = [];
  for (const group of groups) {
    const inPane = (subject: Subject): number => panes.findIndex((pane) => pane.includes(subject));
    const pane = inPane(group[0]!);
    const hasMarginals = group[0]!.axes.length === 2 && (look.marginals ?? true);
    const shape = { marginals: hasMarginals, headings: panes[pane]!.length };
    const placeFor = (subject: Subject): Place => placeOf(rects[inPane(subject)]!, shape);
    const common = await viewOf(group, placeFor(group[0]!), before);
    for (const subject of group) {
      contents.push({
        ...identityOf(subject),
        ...common,
        place: placeFor(subject),
        line: panes[inPane(subject)]!.indexOf(subject),
      });
    }
  }
  return contents.sort((a, b) => a.index - b.index);
}

/** Whether so many particles left their windows that the panes should be made again. */
export const isOutgrown = (contents: readonly PaneContent[], positions: readonly Float32Array[]): boolean =>
  contents.some(({ window, axes, dimension, cells }, i) => {
    const isFree = !cells && positions[i]!.every(Number.isFinite);
    return isFree && isLeft(window, { positions: positions[i]!, dimension, bounds: [] }, axes);
  });

/** @throws InputError */
function axesIn(view: Frame['view']): readonly [number, number] {
  if (view?.axes === undefined) return [0, 1];
  return parse(z.tuple([z.int().min(0), z.int().min(0)]), view.axes, 'view.axes', ['view', 'axes']);
}

async function subjectOf(ensemble: Ensemble, index: number, wanted: readonly [number, number]): Promise<Subject> {
  const { dimension, columns, sites } = ensemble;
  const positions = await columns.position.pull();
  const cells = sites ? axesOfSites(positions, dimension) : undefined;
  const axes = dimension === 1 ? [0] : dimension > Math.max(...wanted) ? wanted : [0, 1];
  return {
    ...{ ensemble, index, axes },
    sight: { positions, dimension, bounds: [], ...(columns.weight && { weights: await columns.weight.pull() }) },
    ...(cells && { cells }),
  };
}

function groupsOf(subjects: readonly Subject[]): Subject[][] {
  const groups = new Map<string, Subject[]>();
  const customs: Target[] = [];
  const nameOf = (target: Target): string => {
    if (target.spec.type !== 'custom') return JSON.stringify(target.spec);
    if (!customs.includes(target)) customs.push(target);
    return `custom ${customs.indexOf(target)}`;
  };
  for (const subject of subjects) {
    const { target, dimension } = subject.ensemble;
    const key = `${dimension} ${target ? nameOf(target) : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), subject]);
  }
  return [...groups.values()];
}

function identityOf({ ensemble, index, axes, cells }: Subject) {
  const { name, count, dimension, method, sites } = ensemble;
  return {
    ...{ index, name, count, dimension, axes, sites },
    method: methodOf(method.type).definition.title,
    stepSize: stepSizeOf(ensemble),
    ...(cells && { cells: axes.map((axis) => cells[axis]!) }),
  };
}

type View = Pick<PaneContent, 'window' | 'density' | 'potential' | 'marginals' | 'isFixed'>;

/** What ensembles with one target have in common, in plots of the shape of this place. */
async function viewOf(group: readonly Subject[], { plot }: Place, before: Frame['before']): Promise<View> {
  const { axes, ensemble } = group[0]!;
  const { target, dimension } = ensemble;
  const intervals = axes.map((axis, k) => {
    const earlier = before?.find(({ index }) => index === group[0]!.index)?.window[k];
    return hullOf([...group.map((subject) => sightAlong(subject, axis)), ...(earlier ? [earlier] : [])]);
  });
  const [x, y] = axes.length === 1 ? [intervals[0]!, [0, 1] as const] : fitted(intervals as never as Window, plot);
  const exact = target && (await exactOf(target, axes, x, y));
  const byPotential = axes.length === dimension && group.some(isDrivenByPotential) ? exact?.density : undefined;
  const top = topOf(group, x, exact?.marginals[0]);
  return {
    window: axes.length === 1 ? [x, densityAxis(top)] : [x, y],
    marginals: exact?.marginals ?? [],
    isFixed: exact?.marginals[0] !== undefined && !byPotential,
    ...(exact?.density && { density: exact.density }),
    ...(byPotential && {
      potential: potentialOf(
        byPotential,
        group.map(({ sight }) => sight),
      ),
    }),
  };
}

function sightAlong({ sight, cells, ensemble: { target, initial } }: Subject, axis: number): Interval {
  const bounds = [target?.bounds[axis] ?? initial.bounds[axis]!];
  return intervalOf({ ...sight, bounds, ...(cells && { cells }) }, axis);
}

/** Such an energy takes a law to the minimisers of V = −log π, and the density e^{−V} says nothing of where it goes. */
function isDrivenByPotential({ ensemble: { method } }: Subject): boolean {
  const { data: energy } = energySpecification.safeParse(method.energy);
  return energy !== undefined && needsTarget(energy) && termsOf(energy).every(({ type }) => type !== 'entropy');
}

/** Above the highest exact density. */
const ROOM = 1.7;

/** How high a picture of densities on a line is. */
function topOf(group: readonly Subject[], x: Interval, exact: Curve | undefined): number {
  const highest = exact?.reduce((top, [, density]) => Math.max(top, density), 0);
  return ROOM * (highest ?? Math.max(...group.map(({ sight }) => highestOf(barsOfParticles(sight, 0, x)))));
}

const SAMPLES = 20_000;

/** The target in the coordinates shown: by its density where that can be summed, else by exact samples. */
async function exactOf(
  target: Target,
  axes: readonly number[],
  x: Interval,
  y: Interval,
): Promise<{ density?: DensityGrid; marginals: Curve[] }> {
  const density = await densityGrid(target, x, y);
  if (density) return { density, marginals: axes.map((axis) => marginalOfGrid(density, axis)) };
  if (target.spec.type === 'empirical' || !target.sample) return { marginals: [] };
  const samples = target.sample(SAMPLES, 'picture');
  const values = axes.map((axis) => coordinate(samples, axis, target.dimension));
  const marginals = values.map((each, k) => smoothDensity(each, [x, y][k]!, smoothingOf(each)));
  return { marginals, ...(axes.length === 2 && { density: gridOfSamples(values[0]!, values[1]!, x, y) }) };
}
