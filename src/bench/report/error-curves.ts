import { html, type Markup, type Plotter } from '../../document/index.ts';
import { type Row, spentOf } from '../comparison.ts';
import type { LightRecord } from '../folder.ts';
import { estimate, median } from '../statistics/index.ts';
import { logarithmicTicks, tickLabel } from './logarithmic-ticks.ts';
import type { Series } from './series.ts';

/** What is drawn against evaluations, where the target has it. */
const DRAWN = [
  { metric: 'sliced-w2', title: 'sliced W₂' },
  { metric: 'bias-x', title: 'b² of x' },
  { metric: 'bias-x2', title: 'b² of x²' },
  { metric: 'mode-weights', title: 'total variation of the mode weights' },
];
/** What is less is zero on logarithmic paper. */
const LEAST = 1e-8;
/** So many times the others is no error any more but an explosion. */
const FAR = 30;

/** So much further down than the least median a band may reach. */
const BELOW = 3;

/** A method at a moment, over its replicates. */
interface Point {
  method: string;
  evaluations: number;
  median: number;
  low: number;
  high: number;
}

/** Error against evaluations on logarithmic axes, target by target, with the interval of the median. */
export function errorCurvesSection(
  plotter: Plotter,
  records: readonly LightRecord[],
  rows: readonly Row[],
  series: ReadonlyMap<string, Series>,
): Markup | undefined {
  const targets = [...new Set(rows.map(({ target }) => target))].flatMap((target) => {
    const own = records.filter((record) => record.target === target);
    const pictures = DRAWN.flatMap(({ metric, title }) => picture(plotter, own, { metric, title }, series) ?? []);
    return pictures.length > 0 ? [html`<h3>${target}</h3><div class="panels curves">${pictures}</div>`] : [];
  });
  if (targets.length === 0) return undefined;
  return html`<section>
<h2>Error against evaluations</h2>
<p class="note">Medians over the replicates; band: their intervals. Both axes are logarithmic. Grey and dashed: as many exact samples, the floor. Evaluations of ∇ log π per particle (of log π, where a method has no gradients), warm-up included; a method that evaluates neither has no curve.</p>
${legendOf(series)}
${targets}
</section>`;
}

/** A short piece of each curve and its name. */
export const legendOf = (series: ReadonlyMap<string, Series>): Markup =>
  html`<ul class="legend">${[...series.values()].map(
    ({ method, colour, dash }) =>
      html`<li><svg width="26" height="8" aria-hidden="true"><line x1="0" y1="4" x2="24" y2="4" style="stroke:${colour};stroke-width:2.4;stroke-dasharray:${dash ?? 'none'}"/></svg> ${method}</li>`,
  )}</ul>`;

function picture(
  plotter: Plotter,
  records: readonly LightRecord[],
  { metric, title }: (typeof DRAWN)[number],
  series: ReadonlyMap<string, Series>,
): Markup | undefined {
  const points = [...series.keys()].flatMap((method) =>
    pointsOf(
      records.filter((record) => record.method === method),
      metric,
    ),
  );
  const curves = points.filter(({ method, evaluations }) => !series.get(method)!.isFloor && evaluations > 0);
  if (curves.length === 0) return undefined;
  const floor = points.findLast(({ method }) => series.get(method)!.isFloor);
  const [low, high] = ends(floor ? [...curves, floor] : curves);
  const { plot } = plotter;
  const label = `${title} against evaluations`;
  const drawing = plotter.draw(label, {
    ...{ width: 310, height: 215, marginLeft: 40, marginBottom: 34, marginTop: 10, marginRight: 12 },
    x: {
      ...{ type: 'log', label: 'evaluations per particle', labelArrow: 'none', labelAnchor: 'center' },
      ...{ ticks: logarithmicTicks(least(curves), most(curves)), tickSize: 3, tickFormat: tickLabel },
    },
    y: {
      ...{ type: 'log', domain: [0.8 * low, 1.25 * high], label: null },
      ...{ ticks: logarithmicTicks(0.8 * low, 1.25 * high), tickSize: 3, grid: true, tickFormat: tickLabel },
    },
    marks: [
      ...(floor
        ? [plot.ruleY([floor.median], { stroke: 'var(--quiet)', strokeDasharray: '4 3', strokeWidth: 1.6, clip: true })]
        : []),
      ...[...series.values()].flatMap(({ method, colour, dash }) => {
        const own = curves.filter((point) => point.method === method);
        return [
          plot.areaY(own, { x: 'evaluations', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.09, clip: true }),
          plot.line(own, {
            ...{ x: 'evaluations', y: 'median', stroke: colour, strokeWidth: 2.1, clip: true },
            ...(dash && { strokeDasharray: dash }),
          }),
          plot.dot(own.slice(-1), { x: 'evaluations', y: 'median', r: 2.6, fill: colour, clip: true }),
        ];
      }),
    ],
  });
  return html`<figure>${drawing}<figcaption>${title}</figcaption></figure>`;
}

const least = (points: readonly Point[]): number => Math.min(...points.map(({ evaluations }) => evaluations));
const most = (points: readonly Point[]): number => Math.max(...points.map(({ evaluations }) => evaluations));

/** What exploded leaves the picture, and so does a band that by luck reaches down to nothing. */
function ends(points: readonly Point[]): [low: number, high: number] {
  const medians = points.map((point) => point.median);
  const high = Math.min(Math.max(...points.map((point) => point.high)), FAR * median(medians));
  return [Math.max(Math.min(...points.map(({ low }) => low)), Math.min(...medians, high) / BELOW), high];
}

/** A method at each moment of measurement: replicates differ in their evaluations by chance where trees grow. */
function pointsOf(records: readonly LightRecord[], metric: string): Point[] {
  const curves = records.flatMap(({ result }) => (result ? [result.curve] : []));
  const moments = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length: moments }, (_, i) => i).flatMap((i) => {
    // What is infinite has no place on paper.
    const there = curves.flatMap((curve) => (Number.isFinite(curve[i]?.metrics[metric]) ? curve[i]! : []));
    if (there.length === 0) return [];
    const values = estimate(there.map(({ metrics }) => Math.max(LEAST, metrics[metric]!)));
    return [
      {
        method: records[0]!.method,
        evaluations: median(there.map(({ evaluations }) => spentOf(evaluations))),
        ...values,
      },
    ];
  });
}
