import { momentsOfCloud } from '../../metrics/index.ts';
import type { Moments } from '../../targets/index.ts';
import { exactMomentsAt } from '../exact-law.ts';
import { html, type Markup } from './html.ts';
import { byTarget, type Exhibit, type ReportInput } from './material.ts';
import { colourOf, legend, type Plotter, tickFormat } from './plot.ts';

/** Mean and standard deviation of one coordinate of one ensemble at one recorded moment. */
interface Reading {
  ensemble: number;
  time: number;
  moments: Moments;
  exact?: Moments;
}

/** NaN for a coordinate that an ensemble does not have: the curve leaves it out. */
const QUANTITIES = [
  { title: 'mean', of: ({ mean }: Moments, axis: number) => mean[axis] ?? Number.NaN },
  {
    title: 'standard deviation',
    of: ({ covariance }: Moments, axis: number) => Math.sqrt(covariance[axis]?.[axis] ?? Number.NaN),
  },
];

/** How mean and spread come to those of the target. */
export async function momentsSection(
  plotter: Plotter,
  input: ReportInput,
  exhibits: readonly Exhibit[],
): Promise<Markup> {
  const readings = await readingsOf(input);
  const groups = byTarget(exhibits);
  return html`<section>
<h2>Moments over time</h2>
<p class="note">Coloured: the particles. Dashed: the target.${
    readings.some(({ exact }) => exact) && ' Thin and dark: the exact law of the flow at that moment.'
  } Time on a square-root scale.</p>
${groups.map((group) => groupOf(plotter, group, readings, groups.length > 1))}
</section>`;
}

function groupOf(plotter: Plotter, group: readonly Exhibit[], readings: readonly Reading[], titled: boolean): Markup {
  const own = readings.filter(({ ensemble }) => group.some(({ index }) => index === ensemble));
  const axes = Array.from({ length: Math.min(2, Math.max(...group.map(({ dimension }) => dimension))) }, (_, i) => i);
  const pictures = axes.flatMap((axis) =>
    QUANTITIES.map(({ title, of }) =>
      momentCurve(plotter, group, own, `${title} of coordinate ${axis}`, (moments) => of(moments, axis)),
    ),
  );
  return html`${titled && html`<h3>${group[0]!.target?.name ?? 'no target'}</h3>`}${legend(group)}<div class="panels wide">${pictures}</div>`;
}

/** The energies of the methods that have one. */
export function energySection(plotter: Plotter, exhibits: readonly Exhibit[]): Markup | undefined {
  const withEnergy = exhibits.filter(({ summary }) => (summary.energy?.length ?? 0) > 1);
  if (withEnergy.length === 0) return undefined;
  return html`<section>
<h2>Energy</h2>
<p class="note">After each step, as the method itself computes it.</p>
<div class="panels wide">${withEnergy.map((exhibit) => energyCurve(plotter, exhibit))}</div>
</section>`;
}

async function readingsOf({ world, frames }: ReportInput): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const [i, ensemble] of [...world.ensembles.values()].entries()) {
    for (let frame = 0; frame < frames.frames; frame++) {
      const { positions, weights, time } = await frames.read(frame, i);
      const exact = exactMomentsAt(ensemble, time);
      const moments = momentsOfCloud({ positions, weights, dimension: ensemble.dimension });
      readings.push({ ensemble: i, time, moments, ...(exact && { exact }) });
    }
  }
  return readings;
}

const CURVE = { width: 480, height: 210, marginLeft: 44, marginBottom: 34, marginTop: 12, marginRight: 12 };

function momentCurve(
  plotter: Plotter,
  exhibits: readonly Exhibit[],
  readings: readonly Reading[],
  title: string,
  of: (moments: Moments) => number,
): Markup {
  const { plot } = plotter;
  const goals = exhibits.flatMap(({ target }) => (target?.moments ? [of(target.moments)] : []));
  const value = ({ moments }: Reading): number => of(moments);
  const exactValue = ({ exact }: Reading): number => of(exact!);
  const curve = { x: 'time', z: 'ensemble' } as const;
  const picture = plotter.draw(`${title} over time`, {
    ...CURVE,
    x: { type: 'sqrt', label: 'time', ticks: 6, tickSize: 3, labelArrow: 'none' },
    y: { label: null, ticks: 5, tickSize: 3, nice: true, grid: true, tickFormat: tickFormat(readings.map(value)) },
    marks: [
      plot.ruleY([...new Set(goals)], { stroke: 'currentColor', strokeDasharray: '4 3', strokeOpacity: 0.7 }),
      plot.line(readings, {
        ...curve,
        y: value,
        stroke: ({ ensemble }: Reading) => colourOf(ensemble),
        strokeWidth: 2.2,
        strokeOpacity: 0.85,
      }),
      plot.line(
        readings.filter(({ exact }) => exact),
        { ...curve, y: exactValue, stroke: 'currentColor', strokeWidth: 0.9 },
      ),
    ],
  });
  return html`<figure>${picture}<figcaption>${title}</figcaption></figure>`;
}

function energyCurve(plotter: Plotter, { summary, index }: Exhibit): Markup {
  const { plot } = plotter;
  const values = summary.energy!.map(([, value]) => value);
  const picture = plotter.draw(`energy of ${summary.name} over time`, {
    ...CURVE,
    marginLeft: 56,
    x: { label: 'time', ticks: 6, tickSize: 3, labelArrow: 'none' },
    y: { label: null, ticks: 5, tickSize: 3, nice: true, grid: true, tickFormat: tickFormat(values) },
    marks: [plot.line(summary.energy!, { x: '0', y: '1', stroke: colourOf(index), strokeWidth: 1.8 })],
  });
  return html`<figure>${picture}<figcaption>${summary.name}</figcaption></figure>`;
}
