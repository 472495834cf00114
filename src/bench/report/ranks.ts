import { groupBy, html, type Markup, type Plotter } from '../../document/index.ts';
import { formatNumber } from '../../headless/index.ts';
import type { LightRecord } from '../folder.ts';
import { type Contest, type Rank, rankTable } from '../statistics/index.ts';
import type { Series } from './series.ts';
import { count } from './text.ts';

const RANKED = [
  { metric: 'sliced-w2', title: 'by sliced W₂' },
  { metric: 'bias-x2', title: 'by b² of x²' },
];
const ROW = 22;

/** Mean ranks over the targets with their bootstrap intervals, once for each of two metrics. */
export function ranksSection(
  plotter: Plotter,
  records: readonly LightRecord[],
  series: ReadonlyMap<string, Series>,
): Markup | undefined {
  const tables = RANKED.flatMap(({ metric, title }) => {
    const contests = contestsOf(records, metric, series);
    const ranks = contests.length > 0 ? rankTable(contests).overall : [];
    // One alone is always first.
    return ranks.length > 1 ? [{ title, contests, ranks }] : [];
  });
  if (tables.length === 0) return undefined;
  return html`<section>
<h2>Ranks</h2>
<p class="note">On every target and for every seed the methods are ranked, 1 is best; the mean over seeds and targets, with the interval that other seeds on the same targets would give (bootstrap over the replicates, 95 %; of few replicates it is too short). “First”: in this part of the resamples no other method has a better mean rank. A method that was run on some of the targets only has met fewer others: compare it target by target.</p>
<div class="panels wide">${tables.map(
    ({ title, contests, ranks }) =>
      html`<div><h3>${title}, ${count(contests.length, 'target')}</h3>${forest(plotter, ranks, series, title)}${tableOf(ranks, series, title)}</div>`,
  )}</div>
</section>`;
}

/** One contest a target; exact samples do not take part. */
function contestsOf(records: readonly LightRecord[], metric: string, series: ReadonlyMap<string, Series>): Contest[] {
  const competing = records.filter(({ method }) => !series.get(method)!.isFloor);
  return [...groupBy(competing, ({ target }) => target)].flatMap(([name, own]) => {
    if (!own.some(({ result }) => result?.metrics[metric] !== undefined)) return [];
    const replicates = [...new Set(own.map(({ replicate }) => replicate))];
    const figures = [...groupBy(own, ({ method }) => method)].map(([method, ofMethod]) => {
      const byReplicate = new Map(ofMethod.map((record) => [record.replicate, record.result?.metrics[metric]]));
      return [method, replicates.map((replicate) => byReplicate.get(replicate) ?? Number.NaN)] as const;
    });
    return [{ name, figures: Object.fromEntries(figures) }];
  });
}

function forest(plotter: Plotter, ranks: readonly Rank[], series: ReadonlyMap<string, Series>, title: string): Markup {
  const { plot } = plotter;
  const colour = ({ method }: Rank): string => series.get(method)!.colour;
  return plotter.draw(`mean ranks ${title}`, {
    ...{
      width: 480,
      height: 44 + ROW * ranks.length,
      marginLeft: 120,
      marginRight: 14,
      marginBottom: 30,
      marginTop: 8,
    },
    x: { label: 'mean rank', tickSize: 3, grid: true, labelArrow: 'none', labelAnchor: 'center', nice: true },
    y: { domain: ranks.map(({ method }) => method), label: null, tickSize: 0 },
    marks: [
      plot.ruleY(ranks, { y: 'method', x1: 'low', x2: 'high', stroke: colour, strokeWidth: 3, strokeOpacity: 0.45 }),
      plot.dot(ranks, { y: 'method', x: 'meanRank', fill: colour, r: 4 }),
    ],
  });
}

const tableOf = (ranks: readonly Rank[], series: ReadonlyMap<string, Series>, title: string): Markup =>
  html`<div class="scroll" tabindex="0" role="region" aria-label="ranks ${title}"><table>
<thead><tr><th scope="col">method</th><th scope="col" class="number">mean rank</th><th scope="col" class="number">interval</th><th scope="col" class="number">first</th><th scope="col" class="number">targets</th></tr></thead>
<tbody>${ranks.map(
    ({ method, meanRank, low, high, probabilityBest, contests }) =>
      html`<tr><th scope="row"><span class="swatch" style="background:${series.get(method)!.colour}"></span>${method}</th><td class="number">${formatNumber(meanRank)}</td><td class="number">${formatNumber(low)} – ${formatNumber(high)}</td><td class="number">${Math.round(100 * probabilityBest)} %</td><td class="number">${contests}</td></tr>`,
  )}</tbody>
</table></div>`;
