import { colourOf, html, type Markup, type Plotter, tickFormat } from '../../document/index.ts';
import { type DensityGrid, type Interval, levelsOf } from '../../picture/index.ts';
import { formatNumber } from '../format.ts';
import type { RecordedFrame } from '../output/frame-file.ts';
import { commonTops } from './bars.ts';
import { type Heat, heatOf, pictureOf } from './heat.ts';
import type { Exhibit, Look, View } from './material.ts';
import type { Potential } from './potential.ts';
import { firstPoints, isOfFew, sizedPoints } from './sized-points.ts';

const WIDTH = 236;
/** Shares of the target's mass inside the contours. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
/** Pixels of a cell. */
const SMALL = 6;
/** Contours of a potential. */
const LEVELS = 7;

/** The first two coordinates of an ensemble at a few moments: particles as points, sites on a grid as cells of one colour. */
export function planePictures(plotter: Plotter, exhibit: Exhibit): Markup[] {
  const { looks, axes, summary } = exhibit;
  const heats = axes && looks.map(({ frame }) => heatOf(axes, frame));
  const tops = heats && commonTops(heats.map(({ highest }) => highest));
  return looks.map((look, i) => {
    const heat = heats?.[i];
    const marks = heat ? heatMarks(plotter, exhibit, look, heat, tops![i]!) : pointMarks(plotter, exhibit, look);
    const time = formatNumber(look.frame.time);
    const picture = planePicture(plotter, look, marks, `${summary.name} at time ${time}`);
    return html`<figure>${picture}<figcaption>t = ${time}${heat && `, density up to ${formatNumber(heat.highest)}`}</figcaption></figure>`;
  });
}

type Box = readonly [Interval, Interval];
type Marks = ReturnType<Plotter['points']>[];

function planePicture(plotter: Plotter, { view }: Look, marks: Marks, title: string): Markup {
  const [x, y] = view.intervals as [Interval, Interval];
  return plotter.draw(title, {
    width: WIDTH,
    height: heightFor(x, y),
    margin: 6,
    marginBottom: 22,
    marginLeft: 30,
    x: { domain: x, ticks: 4, tickSize: 3, label: null, tickFormat: tickFormat(x) },
    y: { domain: y, ticks: 4, tickSize: 3, label: null, tickFormat: tickFormat(y) },
    marks: [...marks, plotter.plot.frame({ stroke: 'currentColor', strokeOpacity: 0.25 })],
  });
}

function pointMarks(plotter: Plotter, exhibit: Exhibit, { frame, view }: Look): Marks {
  const box = boxOf(view);
  return [
    ...goalMarks(plotter, view, true),
    ...(exhibit.sites ? [plotter.points(firstPoints(frame, exhibit.dimension, box), 'var(--quiet)', 0.6)] : []),
    ...weightMarks(plotter, exhibit, frame, box),
  ];
}

const boxOf = ({ intervals }: View): [Interval, Interval] => intervals.slice(0, 2) as [Interval, Interval];

const weightMarks = (plotter: Plotter, { dimension, index }: Exhibit, frame: RecordedFrame, box: Box): Marks =>
  sizedPoints(frame, dimension, box).map(({ points, radius }) => plotter.points(points, colourOf(index), radius));

/** A law in a few cells, each as small as a point, would be overlooked. */
function isTooSmall({ x, columns }: Heat, { weights }: RecordedFrame, [across]: Box): boolean {
  const cell = (((x[1] - x[0]) / columns) * WIDTH) / (across[1] - across[0]);
  return cell < SMALL && isOfFew(weights);
}

function heatMarks(plotter: Plotter, exhibit: Exhibit, { frame, view }: Look, heat: Heat, top: number): Marks {
  const box = boxOf(view);
  return [
    plotter.shade({ ...heat, address: pictureOf(heat, top) }, colourOf(exhibit.index)),
    ...goalMarks(plotter, view, false),
    ...(isTooSmall(heat, frame, box) ? weightMarks(plotter, exhibit, frame, box) : []),
  ];
}

/** Where the law goes to: regions of the density of the target, or levels of the potential. */
function goalMarks(plotter: Plotter, { shading, potential }: View, filled: boolean): Marks {
  if (potential) return [contours(plotter, potential.depths, levelsIn(potential), filled)];
  return shading ? [contours(plotter, shading, levelsOf(shading, SHARES), filled)] : [];
}

/** The depths at equal steps of √V: of a parabola, circles equally far from each other. */
const levelsIn = ({ top }: Potential): number[] =>
  Array.from({ length: LEVELS }, (_, i) => top * (1 - ((i + 1) / LEVELS) ** 2));

/** Nested regions of one faint colour: they darken towards the modes by themselves, on light and on dark paper. */
function contours(plotter: Plotter, grid: DensityGrid, thresholds: number[], filled: boolean): Marks[number] {
  const { values, columns: width, rows: height, x, y } = grid;
  return plotter.plot.contour(values, {
    ...{ width, height, x1: x[0], x2: x[1], y1: y[0], y2: y[1], thresholds, clip: true },
    ...(filled ? { fill: 'var(--density)', fillOpacity: 0.13 } : { fill: 'none' }),
    ...{ stroke: 'var(--density)', strokeOpacity: filled ? 0.35 : 0.8, strokeWidth: 0.6 },
    render: plotter.once(grid),
  });
}

/** Equal units on both axes, unless one of them is much longer. */
function heightFor([x0, x1]: Interval, [y0, y1]: Interval): number {
  const ratio = (y1 - y0) / (x1 - x0);
  return Math.round(28 + (WIDTH - 36) * (ratio > 0.5 && ratio < 1.6 ? ratio : 1));
}
