import {
  CURVE,
  colourOf,
  groupBy,
  html,
  legend,
  type Markup,
  outsideNote,
  type Plotter,
  tickFormat,
} from '../../document/index.ts';
import type { Moments } from '../../targets/index.ts';
import { type CommonRange, commonRange } from './common-range.ts';
import { byTarget, type Exhibit } from './material.ts';
import type { RecordedReading } from './readings.ts';

/** NaN for a coordinate that an ensemble does not have: the curve leaves it out. */
const QUANTITIES = [
  { title: 'mean', of: ({ mean }: Moments, axis: number) => mean[axis] ?? Number.NaN },
  {
    title: 'standard deviation',
    of: ({ covariance }: Moments, axis: number) => Math.sqrt(covariance[axis]?.[axis] ?? Number.NaN),
  },
];

/** How mean and spread come to those of the target. */
export function momentsSection(
  plotter: Plotter,
  readings: readonly RecordedReading[],
  exhibits: readonly Exhibit[],
): Markup {
  const groups = byTarget(exhibits);
  const notes = [
    'Coloured: the particles.',
    exhibits.some(goalOf) && 'Dashed: the target.',
    readings.some(({ exact }) => exact) && 'Thin and dark: the exact law at that moment, or the reference.',
    'Time on a square-root scale.',
  ];
  return html`<section>
<h2>Moments over time</h2>
<p class="note">${notes.filter((note) => note !== false).join(' ')}</p>
${groups.map((group) => groupOf(plotter, group, readings, groups.length > 1))}
</section>`;
}

function groupOf(
  plotter: Plotter,
  group: readonly Exhibit[],
  readings: readonly RecordedReading[],
  titled: boolean,
): Markup {
  const own = readings.filter(({ ensemble }) => group.some(({ index }) => index === ensemble));
  const axes = Array.from({ length: Math.min(2, Math.max(...group.map(({ dimension }) => dimension))) }, (_, i) => i);
  const pictures = axes.flatMap((axis) =>
    QUANTITIES.map((quantity) => momentCurve(plotter, group, own, axis, quantity)),
  );
  return html`${titled && html`<h3>${group[0]!.target?.name ?? 'no target'}</h3>`}${legend(group)}<div class="panels wide">${pictures}</div>`;
}

/** The moments of the target, where the flow goes there. */
const goalOf = ({ target, summary }: Exhibit): Moments | undefined => summary.metrics['mean-error'] && target?.moments;

function momentCurve(
  plotter: Plotter,
  exhibits: readonly Exhibit[],
  readings: readonly RecordedReading[],
  axis: number,
  { title: quantity, of: quantityOf }: (typeof QUANTITIES)[number],
): Markup {
  const title = `${quantity} of coordinate ${axis}`;
  const of = (moments: Moments): number => quantityOf(moments, axis);
  const { plot } = plotter;
  const goals = exhibits.flatMap((exhibit) => goalOf(exhibit) ?? []).map(of);
  const value = ({ moments }: RecordedReading): number => of(moments);
  const exactValue = ({ exact }: RecordedReading): number => of(exact!);
  const curve = { x: 'time', z: 'ensemble', clip: true } as const;
  const { domain, outside } = rangeOf(readings, value, axis, goals);
  const picture = plotter.draw(`${title} over time`, {
    ...CURVE,
    x: { type: 'sqrt', label: 'time', ticks: 6, tickSize: 3, labelArrow: 'none' },
    y: { domain, label: null, ticks: 5, tickSize: 3, nice: true, grid: true, tickFormat: tickFormat(domain) },
    marks: [
      plot.ruleY([...new Set(goals)], { stroke: 'currentColor', strokeDasharray: '4 3', strokeOpacity: 0.7 }),
      plot.line(readings, {
        ...curve,
        y: value,
        stroke: ({ ensemble }: RecordedReading) => colourOf(ensemble),
        strokeWidth: 2.2,
        strokeOpacity: 0.85,
      }),
      plot.line(
        readings.filter(({ exact }) => exact),
        { ...curve, y: exactValue, stroke: 'currentColor', strokeWidth: 0.9 },
      ),
    ],
  });
  return html`<figure>${picture}<figcaption>${title}${outsideNote(exhibits, outside)}</figcaption></figure>`;
}

/** An explosion leaves the picture instead of flattening the others. */
function rangeOf(
  readings: readonly RecordedReading[],
  value: (reading: RecordedReading) => number,
  axis: number,
  goals: readonly number[],
): CommonRange<number> {
  const starts = readings.filter(({ time }) => time === 0);
  const scale = Math.max(0, ...starts.map(({ moments }) => Math.sqrt(moments.covariance[axis]?.[axis] ?? 0)));
  const curves = groupBy(readings, ({ ensemble }) => ensemble);
  return commonRange(new Map([...curves].map(([ensemble, own]) => [ensemble, own.map(value)])), goals, scale);
}
