import { colourOf, html, type Markup, type Plotter, tickFormat } from '../../document/index.ts';
import {
  type Bar,
  centre,
  coordinate,
  highestOf,
  marginalOfGrid,
  outlineOf,
  smoothDensity,
  smoothingOf,
} from '../../picture/index.ts';
import { barsOf, commonTops } from './bars.ts';
import type { Exhibit, Look } from './material.ts';
import type { Potential } from './potential.ts';

/** Above the highest of a picture. */
const ROOM = 1.06;
/** A line goes on so far above its picture, which cuts it off. */
const FAR = 3;

/** The last frame, coordinate by coordinate, with the exact density. */
export function marginalsSection(plotter: Plotter, exhibits: readonly Exhibit[]): Markup | undefined {
  const many = exhibits.filter(({ dimension }) => dimension > 1);
  if (many.length === 0) return undefined;
  return html`<section>
<h2>Marginals at the end</h2>
<p class="note">Histogram: the particles${many.some(({ axes }) => axes) && ', or the sites in their own cells'}.${many.some(hasLine) && ' Line: the exact density of the target.'}</p>
<div class="panels">${many.flatMap((exhibit) => picturesOf(plotter, exhibit))}</div>
</section>`;
}

const hasLine = (exhibit: Exhibit): boolean => lineOf(exhibit, exhibit.looks.at(-1)!, 0).length > 0;

function picturesOf(plotter: Plotter, exhibit: Exhibit): Markup[] {
  const { summary, looks, index } = exhibit;
  const end = looks.at(-1)!;
  return end.view.intervals.map((_, axis) => {
    const title = `${summary.name}, coordinate ${axis}, at the end`;
    const picture = marginalPicture(plotter, exhibit, end, title, { axis });
    return html`<figure>${picture}<figcaption><span class="swatch series-${(index % 8) + 1}"></span>${summary.name}, x<sub>${axis}</sub></figcaption></figure>`;
  });
}

/** One coordinate of one frame as a density, under the exact one or the potential. */
export function marginalPicture(
  plotter: Plotter,
  exhibit: Exhibit,
  { frame, view }: Look,
  title: string,
  { axis = 0, top }: { axis?: number; top?: number } = {},
): Markup {
  const { plot } = plotter;
  const interval = view.intervals[axis]!;
  const bars = barsOf(exhibit, { frame, view }, axis);
  const line = lineOf(exhibit, { frame, view }, axis);
  const height = top ?? heightFor(bars, line);
  const outline = { x: '0', y: '1', clip: true } as const;
  const colour = colourOf(exhibit.index);
  const potential = view.potential && exhibit.dimension === 1 ? potentialLine(view.potential, height) : [];
  return plotter.draw(title, {
    width: 236,
    height: 130,
    marginTop: 6,
    marginRight: 6,
    marginBottom: 22,
    marginLeft: 30,
    x: { domain: interval, ticks: 4, tickSize: 3, label: null, tickFormat: tickFormat(interval) },
    y: { domain: [0, height], ticks: 3, tickSize: 3, label: null, tickFormat: tickFormat([height]) },
    marks: [
      plot.line(outlineOf(bars), { ...outline, stroke: colour, strokeWidth: 1, fill: colour, fillOpacity: 0.3 }),
      plot.line(line, { ...outline, stroke: 'currentColor', strokeWidth: 1.4 }),
      plot.line(potential, { ...outline, stroke: 'currentColor', strokeOpacity: 0.5, strokeWidth: 1.1 }),
      plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
    ],
  });
}

/** A cloud that starts in a point would else flatten everything. */
function heightFor(bars: readonly Bar[], line: readonly [number, number][]): number {
  const highest = line.reduce((top, [, density]) => Math.max(top, density), 0);
  return highest > 0 ? 1.7 * highest : ROOM * highestOf(bars);
}

/** The heights of the panels of an ensemble on a line, where what is in them says how high they are: sites, and laws that become Diracs. */
export function heightsOf(exhibit: Exhibit): readonly number[] | undefined {
  const { looks, sites } = exhibit;
  if (!sites && !looks.some(({ view }) => view.potential)) return undefined;
  const highest = looks.map((look) => {
    const line = lineOf(exhibit, look, 0);
    return Math.max(highestOf(barsOf(exhibit, look, 0)), ...line.map(([, density]) => density));
  });
  return commonTops(highest).map((top) => ROOM * top);
}

/** V on the scale of a panel of this height, as far up as it is to be seen. */
function potentialLine({ grid: { x, columns, values }, top }: Potential, height: number): [number, number][] {
  return Array.from(values, (value, i): [number, number] => [centre(x, i, columns), (value / top) * height]).filter(
    ([, value]) => value < FAR * height,
  );
}

/** The exact density where laws go to it: from that in the plane where it can be summed, else from exact samples. */
function lineOf({ exact, dimension }: Exhibit, { view }: Look, axis: number): [number, number][] {
  const { density, intervals, potential } = view;
  if (potential) return [];
  if (density) return marginalOfGrid(density, axis);
  if (!exact) return [];
  const values = coordinate(exact, axis, dimension);
  return smoothDensity(values, intervals[axis]!, smoothingOf(values));
}
