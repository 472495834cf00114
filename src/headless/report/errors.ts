import { CURVE, colourOf, html, legend, type Markup, outsideNote, type Plotter } from '../../document/index.ts';
import { byTarget, type Exhibit } from './material.ts';
import type { RecordedReading } from './readings.ts';

/** In units of the exact law: less is the rounding of float32, more is no approximation any more. */
const [LEAST, MOST] = [1e-7, 10];

/** How far every ensemble is from the law that it should have, where that is known. */
export function errorSection(
  plotter: Plotter,
  readings: readonly RecordedReading[],
  exhibits: readonly Exhibit[],
): Markup | undefined {
  const known = exhibits.filter(({ index }) => errorsOf(readings, index).length > 0);
  const groups = byTarget(known);
  const missing = exhibits.map((exhibit) => missingNote(readings, exhibit));
  if (known.length === 0 && missing.every((note) => !note)) return undefined;
  return html`<section>
<h2>Distance to the exact law</h2>
<p class="note">${captionFor(known)}${missing.join('')}</p>
${groups.map(
  (group) => html`${groups.length > 1 && html`<h3>${group[0]!.target?.name ?? 'no target'}</h3>`}${legend(group)}
<div class="panels wide">${errorCurve(plotter, readings, group)}</div>`,
)}
</section>`;
}

const errorsOf = (readings: readonly RecordedReading[], index: number): RecordedReading[] =>
  readings.filter(({ ensemble, error }) => ensemble === index && error !== undefined);

function captionFor(known: readonly Exhibit[]): string {
  const toReference = known.filter(({ summary }) => summary.reference !== undefined);
  const captions = [
    toReference.length < known.length &&
      'W₂ between the Gaussians with the moments of the particles and of the closed form.',
    toReference.some(({ dimension }) => dimension === 1) &&
      'On the line, to a reference: W₂ of the two clouds of particles.',
    toReference.some(({ dimension }) => dimension > 1) &&
      'In more dimensions, to a reference: W₂ between the Gaussians with the moments of both.',
    ...toReference.map(({ summary: { name, reference } }) => `${name} is measured to ${reference}.`),
    'On logarithmic paper, where exponential decay is a straight line; what is less than a ten-millionth of the law itself is rounding and left out.',
  ];
  return captions.filter((caption) => caption !== false).join(' ');
}

/** Says of an ensemble that it is compared with its reference in some frames only. */
function missingNote(readings: readonly RecordedReading[], { index, summary }: Exhibit): string | undefined {
  const { name, reference } = summary;
  const all = readings.filter(({ ensemble }) => ensemble === index).length;
  const compared = errorsOf(readings, index).length;
  if (reference === undefined || compared === all) return undefined;
  return ` ${name} and ${reference} are recorded at equal times in ${compared} of ${all} frames; only those are compared.`;
}

function errorCurve(plotter: Plotter, readings: readonly RecordedReading[], group: readonly Exhibit[]): Markup {
  const { plot } = plotter;
  const own = group.flatMap(({ index }) => errorsOf(readings, index));
  const size = Math.max(...own.map(sizeOfLaw));
  const drawn = own.filter(({ error }) => error! > LEAST * size);
  const outside = [...new Set(drawn.filter(({ error }) => error! > MOST * size).map(({ ensemble }) => ensemble))];
  const inside = drawn.filter(({ ensemble }) => !outside.includes(ensemble)).map(({ error }) => error!);
  if (inside.length === 0)
    return html`<p class="note">Nothing to draw: every distance is rounding, or an explosion.</p>`;
  const picture = plotter.draw('distance to the exact law over time', {
    ...CURVE,
    marginLeft: 50,
    x: { label: 'time', ticks: 6, tickSize: 3, labelArrow: 'none' },
    y: {
      ...{ type: 'log', domain: [0.8 * Math.min(...inside), 1.25 * Math.max(...inside)] },
      ...{ label: null, ticks: 4, tickSize: 3, grid: true, tickFormat: '~g' },
    },
    marks: [
      plot.line(drawn, {
        ...{ x: 'time', y: 'error', z: 'ensemble', clip: true },
        stroke: ({ ensemble }: RecordedReading) => colourOf(ensemble),
        ...{ strokeWidth: 2.2, strokeOpacity: 0.85 },
      }),
    ],
  });
  return html`<figure>${picture}<figcaption>W₂${outsideNote(group, outside)}</figcaption></figure>`;
}

/** (|m|² + tr Σ)^½ */
const sizeOfLaw = ({ exact }: RecordedReading): number =>
  Math.sqrt(exact!.mean.reduce((sum, value, i) => sum + value ** 2 + exact!.covariance[i]![i]!, 0));
