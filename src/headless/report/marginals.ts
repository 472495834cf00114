import { marginalOfGrid } from './grid.ts';
import { coordinate, histogram, quantiles, smoothDensity } from './histogram.ts';
import { html, type Markup } from './html.ts';
import type { Exhibit, Look, View } from './material.ts';
import { colourOf, type Plotter, tickFormat } from './plot.ts';

/** More particles show more detail (Rice's rule, doubled because the view is wider than the particles). */
const binsFor = (count: number): number => Math.min(60, Math.max(16, Math.round(4 * Math.cbrt(count))));

/** The last frame, coordinate by coordinate, with the exact density. */
export function marginalsSection(plotter: Plotter, exhibits: readonly Exhibit[]): Markup | undefined {
  const many = exhibits.filter(({ dimension }) => dimension > 1);
  if (many.length === 0) return undefined;
  return html`<section>
<h2>Marginals at the end</h2>
<p class="note">Histogram: the particles.${many.some(({ target }) => target) && ' Line: the exact density of the target.'}</p>
<div class="panels">${many.flatMap((exhibit) => picturesOf(plotter, exhibit))}</div>
</section>`;
}

function picturesOf(plotter: Plotter, exhibit: Exhibit): Markup[] {
  const { summary, looks, index } = exhibit;
  const end = looks.at(-1)!;
  return end.view.intervals.map((_, axis) => {
    const title = `${summary.name}, coordinate ${axis}, at the end`;
    const picture = marginalPicture(plotter, exhibit, end, title, axis);
    return html`<figure>${picture}<figcaption><span class="swatch series-${(index % 8) + 1}"></span>${summary.name}, x<sub>${axis}</sub></figcaption></figure>`;
  });
}

/** One coordinate of one frame as a histogram under the exact density. */
export function marginalPicture(
  plotter: Plotter,
  exhibit: Exhibit,
  { frame, view }: Look,
  title: string,
  axis = 0,
): Markup {
  const { plot } = plotter;
  const interval = view.intervals[axis]!;
  const values = coordinate(frame.positions, axis, exhibit.dimension);
  const bars = histogram(values, frame.weights, interval, binsFor(values.length));
  const exact = exactMarginal(exhibit, view, axis);
  const highest = Math.max(...exact.map(([, density]) => density), 0);
  const style = { x: '0', y: '1', curve: 'step' } as const;
  return plotter.draw(title, {
    width: 236,
    height: 130,
    marginTop: 6,
    marginRight: 6,
    marginBottom: 22,
    marginLeft: 30,
    x: { domain: interval, ticks: 4, tickSize: 3, label: null, tickFormat: tickFormat(interval) },
    // A cloud that starts in a point would else flatten everything.
    y: {
      domain: [0, highest > 0 ? 1.7 * highest : Math.max(...bars.map(([, y]) => y))],
      ticks: 3,
      tickSize: 3,
      label: null,
      clamp: true,
    },
    marks: [
      plot.areaY(bars, { ...style, fill: colourOf(exhibit.index), fillOpacity: 0.3 }),
      plot.lineY(bars, { ...style, stroke: colourOf(exhibit.index), strokeWidth: 1 }),
      plot.line(exact, { x: '0', y: '1', stroke: 'currentColor', strokeWidth: 1.4 }),
      plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
    ],
  });
}

/** From the density where it can be summed, else from exact samples. */
function exactMarginal({ exact, dimension }: Exhibit, { density, intervals }: View, axis: number): [number, number][] {
  if (density) return marginalOfGrid(density, axis);
  if (!exact) return [];
  const values = coordinate(exact, axis, dimension);
  return smoothDensity(values, intervals[axis]!, smoothingOf(values));
}

/** Silverman's rule by the quartiles. */
function smoothingOf(values: Float64Array): number {
  const [low, high] = quantiles(values, [0.25, 0.75]);
  return Math.max(0.9 * ((high! - low!) / 1.349) * values.length ** -0.2, Number.EPSILON);
}
