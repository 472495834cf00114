import {
  CURVE,
  colourOf,
  groupBy,
  html,
  type Markup,
  outsideNote,
  type Plotter,
  tickFormat,
} from '../../document/index.ts';
import { energySpecification, termsOf } from '../../energies/index.ts';
import { commonRange } from './common-range.ts';
import type { Exhibit } from './material.ts';

/** The energies of the methods that have one; together where they are the same number of the same law. */
export function energySection(plotter: Plotter, exhibits: readonly Exhibit[]): Markup | undefined {
  const withEnergy = exhibits.filter(({ summary }) => (summary.energy?.length ?? 0) > 1);
  if (withEnergy.length === 0) return undefined;
  const groups = [...groupBy(withEnergy, nameOfEnergy).values()];
  return html`<section>
<h2>Energy</h2>
<p class="note">After each step, as the method itself computes it.${groups.some(({ length }) => length > 1) && ' One picture for all ensembles that lower the same energy of the same potential.'}</p>
<div class="panels wide">${groups.map((group) => energyCurves(plotter, group))}</div>
</section>`;
}

/** Of an entropy, every discretisation has its own approximation; the other energies are sums that all of them compute alike. */
function nameOfEnergy({ summary, target, index }: Exhibit): unknown {
  const { data: energy } = energySpecification.safeParse(summary.parameters.energy);
  if (!energy || termsOf(energy).some(({ type }) => type === 'entropy')) return index;
  return JSON.stringify([energy, target?.spec ?? null]);
}

interface Point {
  ensemble: number;
  time: number;
  value: number;
}

function energyCurves(plotter: Plotter, group: readonly Exhibit[]): Markup {
  const { plot } = plotter;
  const points = group.flatMap(({ index, summary }) =>
    summary.energy!.map(([time, value]): Point => ({ ensemble: index, time, value })),
  );
  const { domain, outside } = rangeOf(points);
  const names = group.map(({ summary }) => summary.name).join(', ');
  const picture = plotter.draw(`energy of ${names} over time`, {
    ...CURVE,
    marginLeft: 56,
    x: { label: 'time', ticks: 6, tickSize: 3, labelArrow: 'none' },
    y: { domain, label: null, ticks: 5, tickSize: 3, nice: true, grid: true, tickFormat: tickFormat(domain) },
    marks: [
      plot.line(points, {
        ...{ x: 'time', y: 'value', z: 'ensemble', clip: true, strokeWidth: 1.8 },
        stroke: ({ ensemble }: Point) => colourOf(ensemble),
      }),
    ],
  });
  return html`<figure>${picture}<figcaption>${group.map(entryOf)}${outsideNote(group, outside)}</figcaption></figure>`;
}

const entryOf = ({ index, summary }: Exhibit): Markup =>
  html`<span class="entry"><span class="swatch series-${(index % 8) + 1}"></span>${summary.name}</span> `;

/** One that explodes does not flatten the others. */
function rangeOf(points: readonly Point[]): ReturnType<typeof commonRange<number>> {
  const curves = groupBy(points, ({ ensemble }) => ensemble);
  const values = new Map([...curves].map(([ensemble, own]) => [ensemble, own.map(({ value }) => value)]));
  return commonRange(values, [], 0);
}
