import { z } from 'zod';
import { energySpecification, needsTarget, termsOf } from '../energies/index.ts';
import { parse } from '../schema.ts';
import type { Target } from '../targets/index.ts';
import { type Ensemble, methodOf, stepSizeOf, type World } from '../world/index.ts';
import { barsOfParticles, highestOf } from './bars.ts';
import { densityOnGlobe, GLOBE_TURN, GLOBE_WINDOW } from './globe.ts';
import { coordinate, quantiles } from './histogram.ts';
import { hullOf, type Interval } from './interval.ts';
import { type Place, paneRects, placeOf, trimmed } from './layout.ts';
import type { Look, Size } from './look.ts';
import type { PaneMoment } from './moment.ts';
import { type Curve, densityAxis, type PaneContent } from './pane.ts';
import { potentialOf } from './potential.ts';
import { momentsIn } from './seen.ts';
import { axesOfSites } from './site-cells.ts';
import { targetIn } from './target-density.ts';
import { aspectOf, fitted, intervalOf, isLeft, type Sight, type Window } from './window.ts';

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
  isMirror: boolean;
  manifold: 'sphere' | 'torus' | undefined;
}

/** The panes of all ensembles of a world; those with the same target look at the same part of space. */
export async function paneContentsOf(world: World, { size, look, view, before }: Frame): Promise<PaneContent[]> {
  const ensembles = [...world.ensembles.values()];
  const axes = axesIn(view);
  const wanted = ensembles.flatMap((ensemble, index) => {
    const hasMirror = look.mirror && ensemble.columns.mirrorPosition !== undefined;
    return (hasMirror ? [false, true] : [false]).map((isMirror) => subjectOf(ensemble, index, axes, isMirror));
  });
  const subjects = await Promise.all(wanted);
  const groups = groupsOf(subjects);
  const panes = look.layout === 'overlay' ? groups : subjects.map((subject) => [subject]);
  const windows = new Map(
    groups.flatMap((group) => {
      const window = windowOf(group, before);
      return group.map((subject) => [subject, window]);
    }),
  );
  const places = placesOf(panes, windows, { size, look });
  const contents = await Promise.all(groups.map((group) => contentsOf(group, windows.get(group[0]!)!, places)));
  return contents.flat().sort((a, b) => a.index - b.index || Number(a.isMirror) - Number(b.isMirror));
}

type Spot = Pick<PaneContent, 'place' | 'line' | 'lines'>;

/** Where each ensemble is shown. */
function placesOf(
  panes: readonly Subject[][],
  windows: ReadonlyMap<Subject, Window>,
  { size, look }: Pick<Frame, 'size' | 'look'>,
): Map<Subject, Spot> {
  const shapes = panes.map(([first, ...others]) => ({
    marginals: first!.axes.length === 2 && first!.manifold !== 'sphere' && (look.marginals ?? true),
    headings: others.length + 1,
  }));
  const whole = paneRects(panes.length, size);
  const plots = panes.map((pane, i) => ({
    plot: placeOf(whole[i]!, shapes[i]!).plot,
    aspect: pane[0]!.axes.length === 2 ? aspectOf(windows.get(pane[0]!)!) : undefined,
  }));
  const rects = trimmed(whole, plots);
  return new Map(
    panes.flatMap((pane, i) => {
      const place = placeOf(rects[i]!, shapes[i]!);
      return pane.map((subject, line) => [subject, { place, line, lines: pane.length }]);
    }),
  );
}

/** The panes of ensembles with one target. */
async function contentsOf(
  group: readonly Subject[],
  window: Window,
  places: ReadonlyMap<Subject, Spot>,
): Promise<PaneContent[]> {
  const common = await viewOf(group, window, places.get(group[0]!)!.place);
  return group.map((subject) => ({ ...identityOf(subject), ...common, ...places.get(subject)! }));
}

/** Whether so many particles left their windows that the panes should be made again; not where that would not help, as in an explosion. */
export const isOutgrown = (
  contents: readonly PaneContent[],
  moments: readonly Pick<PaneMoment, 'positions' | 'weights' | 'mirror'>[],
): boolean => {
  const seen = momentsIn(contents, moments);
  return contents.some((content, i) => {
    const { window, extent, axes, dimension, cells, bounds, turn } = content;
    const sight = { ...seen[i]!, dimension };
    if (cells || turn || !isLeft(window, sight, axes)) return false;
    return axes.some((axis, k) => {
      const [low, high] = intervalOf(sight, axis, bounds[k]!);
      return low < extent[k]![0] || high > extent[k]![1];
    });
  });
};

/** @throws InputError */
function axesIn(view: Frame['view']): readonly [number, number] {
  if (view?.axes === undefined) return [0, 1];
  return parse(z.array(z.int().min(0)).length(2), view.axes, 'view.axes', ['view', 'axes']) as [number, number];
}

async function subjectOf(
  ensemble: Ensemble,
  index: number,
  wanted: readonly [number, number],
  isMirror: boolean,
): Promise<Subject> {
  const { dimension, columns, sites } = ensemble;
  const positions = await (isMirror ? columns.mirrorPosition! : columns.position).pull();
  const manifold = isMirror ? undefined : manifoldOf(ensemble);
  const cells = sites && !isMirror ? axesOfSites(positions, dimension) : undefined;
  const axes = dimension === 1 ? [0] : dimension > Math.max(...wanted) ? wanted : [0, 1];
  return {
    ...{ ensemble, index, isMirror, manifold },
    axes: manifold === 'sphere' ? [0, 1] : axes,
    sight: {
      ...{ positions, dimension },
      ...(columns.weight && { weights: await columns.weight.pull() }),
      ...(cells && { cells }),
    },
  };
}

/** On which manifold a method moves particles, where it has a picture of its own. */
function manifoldOf({ method, dimension }: Ensemble): Subject['manifold'] {
  const { type } = (method.manifold ?? {}) as { type?: string };
  if (type === 'sphere' && dimension === 3) return type;
  return type === 'torus' && dimension <= 2 ? type : undefined;
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
    const kind = `${dimension} ${subject.isMirror ? 'mirror' : (subject.manifold ?? '')}`;
    const key = `${kind} ${target ? nameOf(target) : ''}`;
    groups.set(key, [...(groups.get(key) ?? []), subject]);
  }
  return [...groups.values()];
}

function identityOf(subject: Subject) {
  const { ensemble, index, axes, sight, isMirror, manifold } = subject;
  const { name, count, dimension, method, sites } = ensemble;
  return {
    ...{ index, name, count, dimension, axes, isMirror },
    sites: sites && !isMirror,
    ...(manifold === 'sphere' && { turn: GLOBE_TURN }),
    method: methodOf(method.type).definition.title,
    stepSize: stepSizeOf(ensemble),
    bounds: axes.map((axis) => boundsOf(subject, axis)),
    ...(sight.cells && { cells: axes.map((axis) => sight.cells![axis]!) }),
  };
}

type View = Pick<PaneContent, 'window' | 'extent' | 'density' | 'potential' | 'marginals' | 'isFixed'>;

/** What the bounds of the target and the particles of all these ensembles fill; in one dimension the second interval stands for nothing yet. */
function windowOf(group: readonly Subject[], before: Frame['before']): Window {
  const { axes, index, manifold, isMirror } = group[0]!;
  if (manifold === 'sphere') return GLOBE_WINDOW;
  if (manifold === 'torus') return [ANGLES, axes.length === 1 ? [0, 1] : ANGLES];
  const earlier = before?.find((content) => content.index === index && content.isMirror === isMirror)?.extent;
  const [x, y] = axes.map((axis, k) =>
    hullOf([
      ...group.map((subject) => intervalOf(subject.sight, axis, boundsOf(subject, axis))),
      ...(earlier ? [earlier[k]!] : []),
    ]),
  );
  return [x!, y ?? [0, 1]];
}

/** What ensembles with one target have in common. */
async function viewOf(group: readonly Subject[], window: Window, { plot }: Place): Promise<View> {
  const { axes, ensemble, isMirror, manifold } = group[0]!;
  const { dimension } = ensemble;
  const target = isMirror ? undefined : ensemble.target;
  // Angles end where they begin: there is nothing beyond.
  const [x, y] = axes.length === 1 || manifold === 'torus' ? window : fitted(window, plot);
  if (manifold === 'sphere') {
    const density = target && (await densityOnGlobe(target, [x, y]));
    return { window: [x, y], extent: window, marginals: [], isFixed: false, ...(density && { density }) };
  }
  const exact = target && (await targetIn(target, axes, x, y));
  const byPotential = axes.length === dimension && group.some(isDrivenByPotential) ? exact?.density : undefined;
  const top = topOf(group, x, exact?.marginals[0]);
  return {
    window: axes.length === 1 ? [x, densityAxis(top)] : [x, y],
    extent: window,
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

function boundsOf({ ensemble: { target, initial }, isMirror, sight }: Subject, axis: number): Interval {
  if (!isMirror) return target?.bounds[axis] ?? initial.bounds[axis]!;
  // Nothing is known of where a mirror takes space to: what is there says it.
  const values = coordinate(sight.positions, axis, sight.dimension).filter(Number.isFinite);
  const [low, high] = values.length > 0 ? (quantiles(values, [0.05, 0.95]) as [number, number]) : [-1, 1];
  return high > low ? [low, high] : [low - 1, high + 1];
}

const ANGLES: Interval = [-Math.PI, Math.PI];

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
