import { formatNumber } from '../format.ts';
import type { RecordedFrame } from '../output/frame-file.ts';
import { levelsOf } from './grid.ts';
import { coordinate } from './histogram.ts';
import { html, type Markup } from './html.ts';
import { marginalPicture } from './marginals.ts';
import type { Exhibit } from './material.ts';
import { colourOf, type Plotter } from './plot.ts';

const WIDTH = 236;
const MOST_POINTS = 1500;
/** Shares of the target's mass inside the contours. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99];

/** Every ensemble in a row: its particles at a few moments over the density of the target. */
export function cloudsSection(plotter: Plotter, exhibits: readonly Exhibit[]): Markup {
  return html`<section>
<h2>Particles over the target</h2>
<p class="note">Shading: the target, its regions of highest density with 10, 30, 50, 70, 90 and 99 % of its mass.${
    exhibits.some(({ dimension }) => dimension > 2) && ' Beyond two dimensions, the first two coordinates.'
  }</p>
${exhibits.map((exhibit) => rowOf(plotter, exhibit))}
</section>`;
}

function rowOf(plotter: Plotter, exhibit: Exhibit): Markup {
  const { summary, shown } = exhibit;
  const pictures = shown.map((frame) => {
    const title = `${summary.name} at time ${formatNumber(frame.time)}`;
    const picture =
      exhibit.dimension === 1
        ? marginalPicture(plotter, exhibit, frame, 0, title)
        : cloud(plotter, exhibit, frame, title);
    return html`<figure>${picture}<figcaption>t = ${formatNumber(frame.time)}</figcaption></figure>`;
  });
  const { index } = exhibit;
  return html`<h3><span class="swatch series-${(index % 8) + 1}"></span>${summary.name} <small>${summary.method}</small></h3>
<div class="panels">${pictures}</div>`;
}

function cloud(plotter: Plotter, exhibit: Exhibit, frame: RecordedFrame, title: string): Markup {
  const { view, dimension, index } = exhibit;
  const [x, y] = view as [[number, number], [number, number]];
  return plotter.draw(title, {
    width: WIDTH,
    height: heightFor(x, y),
    margin: 6,
    marginBottom: 22,
    marginLeft: 30,
    x: { domain: x, ticks: 4, tickSize: 3, label: null },
    y: { domain: y, ticks: 4, tickSize: 3, label: null },
    marks: [
      ...targetMarks(plotter, exhibit),
      plotter.points(firstPoints(frame, dimension), colourOf(index), radiusFor(frame.weights.length)),
      plotter.plot.frame({ stroke: 'currentColor', strokeOpacity: 0.25 }),
    ],
  });
}

/** Nested regions of one faint colour: they darken towards the modes by themselves, on light and on dark paper. */
function targetMarks({ plot }: Plotter, { density, exact, dimension, view }: Exhibit) {
  const style = {
    fill: 'var(--density)',
    fillOpacity: 0.13,
    stroke: 'var(--density)',
    strokeOpacity: 0.35,
    strokeWidth: 0.6,
  };
  if (density) {
    const { values, columns: width, rows: height, x, y } = density;
    const thresholds = levelsOf(density, SHARES);
    const area = { x1: x[0], x2: x[1], y1: y[0], y2: y[1] };
    return [plot.contour(values, { ...style, width, height, ...area, thresholds, clip: true })];
  }
  if (!exact) return [];
  const [x, y] = [0, 1].map((axis) => coordinate(exact.subarray(0, 4000 * dimension), axis, dimension));
  const inside = (_: unknown, i: number): boolean => x![i]! >= view[0]![0] && x![i]! <= view[0]![1];
  return [
    plot.density({ length: x!.length }, { ...style, x, y, filter: inside, bandwidth: 8, thresholds: 8, clip: true }),
  ];
}

function firstPoints({ positions }: RecordedFrame, dimension: number): { x: Float64Array; y: Float64Array } {
  const first = positions.subarray(0, MOST_POINTS * dimension);
  return { x: coordinate(first, 0, dimension), y: coordinate(first, 1, dimension) };
}

const radiusFor = (count: number): number => (count > 800 ? 0.9 : count > 200 ? 1.3 : 2);

/** Equal units on both axes, unless one of them is much longer. */
function heightFor([x0, x1]: [number, number], [y0, y1]: [number, number]): number {
  const ratio = (y1 - y0) / (x1 - x0);
  return Math.round(28 + (WIDTH - 36) * (ratio > 0.5 && ratio < 1.6 ? ratio : 1));
}
