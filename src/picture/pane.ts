import type { DensityGrid } from './density.ts';
import type { Interval } from './interval.ts';
import type { Place } from './layout.ts';
import type { Potential } from './potential.ts';
import type { SiteAxis } from './site-cells.ts';
import type { Window } from './window.ts';

/** A function of one coordinate, by its points. */
export type Curve = readonly (readonly [position: number, value: number])[];

/** A rotation of space by its rows. */
export type Turn = readonly (readonly [number, number, number])[];

/** What stays the same of a pane over a run, as long as few particles leave it. Overlaid ensembles have panes in the same place. */
export interface PaneContent {
  /** The number of the ensemble, which is its colour. */
  index: number;
  name: string;
  /** What its method is called. */
  method: string;
  /** Physical time of a step, which says how exactly time is written. */
  stepSize: number;
  count: number;
  dimension: number;
  /** Which coordinates are shown: one or two. */
  axes: readonly number[];
  /** Of a unit sphere, which is seen from outside: rows of a rotation, across, upwards and towards the eye. */
  turn?: Turn;
  /** Whether mirror coordinates ∇u(x) are shown in place of x. */
  isMirror: boolean;
  place: Place;
  /** Which of the ensembles in this place it is: the first one draws what they have in common. */
  line: number;
  /** How many ensembles there are in this place. */
  lines: number;
  /** In one dimension, the second axis is that of densities, and goes as far below 0 as the strip of the particles needs. */
  window: Window;
  /** What the window was to show, before it got the shape of the plot. */
  extent: Window;
  /** Of each coordinate shown: where the target lies, or what the particles started from. */
  bounds: readonly Interval[];
  /** The density of the target, or of exact samples of it in the coordinates shown. */
  density?: DensityGrid;
  /** In place of the density, where an energy without entropy drives the law to the minimisers of V. */
  potential?: Potential;
  /** Of the target: the exact density of each coordinate shown. */
  marginals: readonly Curve[];
  /** In one dimension: whether the exact density says how high the picture is; else what it shows does. */
  isFixed: boolean;
  /** Of the coordinates shown, where sites lie on a grid. */
  cells?: readonly SiteAxis[];
  /** Whether rows stay where they are and only their masses move. */
  sites: boolean;
}

/** Whether the rows of an ensemble are drawn as points: sites on a grid are drawn as cells. */
export const showsPoints = ({ cells }: Pick<PaneContent, 'cells'>): boolean => cells === undefined;

/** The strip of the particles on a line, as a part of the height of the plot. */
export const STRIP = 0.14;

/** How high a particle on a line lies, as a part of the height: golden-ratio steps spread neighbours over the strip. */
export const heightInStrip = (row: number): number => 0.02 + 0.1 * ((row * 0.6180339887) % 1);

/** The axis of densities up to `top`, above the strip of the particles. */
export const densityAxis = (top: number): Window[1] => [(-top * STRIP) / (1 - STRIP), top];
