import { formatNumber } from '../format.ts';
import { type Interval, levelsOf } from './grid.ts';
import { html, type Markup } from './html.ts';
import { marginalPicture } from './marginals.ts';
import type { Exhibit, Look, View } from './material.ts';
import { colourOf, type Plotter, tickFormat } from './plot.ts';
import { haveWeights, sizedPoints } from './sized-points.ts';

const WIDTH = 236;
/** Shares of the target's mass inside the contours. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99];

/** Every ensemble in a row: its particles at a few moments over the density of the target. */
export function cloudsSection(plotter: Plotter, exhibits: readonly Exhibit[]): Markup {
  return html`<section>
<h2>${exhibits.some(({ target }) => target) ? 'Particles over the target' : 'Particles'}</h2>
<p class="note">${captionsFor(exhibits).join(' ')}</p>
${exhibits.map((exhibit) => rowOf(plotter, exhibit))}
</section>`;
}

function captionsFor(exhibits: readonly Exhibit[]): string[] {
  const any = (holds: (exhibit: Exhibit) => boolean): boolean => exhibits.some(holds);
  const captions = [
    any(({ dimension, target }) => dimension > 1 && target !== undefined) &&
      'Shading: the target, its regions of highest density with 10, 30, 50, 70, 90 and 99 % of its mass.',
    any(({ dimension }) => dimension > 2) && 'Beyond two dimensions: the first two coordinates.',
    any(({ dimension, looks }) => dimension > 1 && looks.some(({ frame }) => haveWeights(frame))) &&
      'Area of a point: the weight of the particle, where weights differ.',
    any(({ dimension }) => dimension === 1) && 'In one dimension: a histogram of the particles.',
    any(({ dimension, target }) => dimension === 1 && target !== undefined) && 'Line: the exact density of the target.',
  ];
  return captions.filter((caption) => caption !== false);
}

function rowOf(plotter: Plotter, exhibit: Exhibit): Markup {
  const { summary, looks, index } = exhibit;
  const pictures = looks.map((look) => {
    const time = formatNumber(look.frame.time);
    const picture = exhibit.dimension === 1 ? marginalPicture : cloudPicture;
    return html`<figure>${picture(plotter, exhibit, look, `${summary.name} at time ${time}`)}<figcaption>t = ${time}</figcaption></figure>`;
  });
  return html`<h3><span class="swatch series-${(index % 8) + 1}"></span>${summary.name} <small>${summary.method}</small></h3>
<div class="panels">${pictures}</div>`;
}

function cloudPicture(plotter: Plotter, exhibit: Exhibit, { frame, view }: Look, title: string): Markup {
  const [x, y] = view.intervals as [Interval, Interval];
  return plotter.draw(title, {
    width: WIDTH,
    height: heightFor(x, y),
    margin: 6,
    marginBottom: 22,
    marginLeft: 30,
    x: { domain: x, ticks: 4, tickSize: 3, label: null, tickFormat: tickFormat(x) },
    y: { domain: y, ticks: 4, tickSize: 3, label: null, tickFormat: tickFormat(y) },
    marks: [
      ...targetMarks(plotter, view),
      ...sizedPoints(frame, exhibit.dimension, [x, y]).map(({ points, radius }) =>
        plotter.points(points, colourOf(exhibit.index), radius),
      ),
      plotter.plot.frame({ stroke: 'currentColor', strokeOpacity: 0.25 }),
    ],
  });
}

/** Nested regions of one faint colour: they darken towards the modes by themselves, on light and on dark paper. */
function targetMarks(plotter: Plotter, { shading }: View) {
  if (!shading) return [];
  const { values, columns: width, rows: height, x, y } = shading;
  return [
    plotter.plot.contour(values, {
      ...{ width, height, x1: x[0], x2: x[1], y1: y[0], y2: y[1], thresholds: levelsOf(shading, SHARES), clip: true },
      ...{ fill: 'var(--density)', fillOpacity: 0.13, stroke: 'var(--density)', strokeOpacity: 0.35, strokeWidth: 0.6 },
      render: plotter.once(shading),
    }),
  ];
}

/** Equal units on both axes, unless one of them is much longer. */
function heightFor([x0, x1]: Interval, [y0, y1]: Interval): number {
  const ratio = (y1 - y0) / (x1 - x0);
  return Math.round(28 + (WIDTH - 36) * (ratio > 0.5 && ratio < 1.6 ? ratio : 1));
}
