import { formatNumber, formatSeconds } from '../format.ts';
import { needsOf } from '../needs.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';
import { html, type Markup } from './html.ts';

interface Column {
  heading: string;
  of(ensemble: EnsembleSummary): string;
  text?: true;
}

const COLUMNS: readonly Column[] = [
  { heading: 'distance', of: ({ metrics }) => formatNumber(metrics.distance?.value) },
  { heading: 'floor', of: ({ metrics }) => formatNumber(metrics.distance?.floor) },
  { heading: 'mean error', of: ({ metrics }) => formatNumber(metrics['mean-error']?.value) },
  { heading: 'covariance error', of: ({ metrics }) => formatNumber(metrics['covariance-error']?.value) },
  { heading: 'gradients', of: gradientsOf },
  { heading: 'needs', of: needsOf, text: true },
  { heading: 'steps', of: ({ steps }) => String(steps) },
  { heading: 'time', of: ({ wallTime }) => formatSeconds(wallTime) },
];

const HELD_BACK: readonly Column[] = [
  { heading: 'held back', of: ({ metrics }) => formatNumber(metrics['held-back-distance']?.value) },
  { heading: 'floor', of: ({ metrics }) => formatNumber(metrics['held-back-distance']?.floor) },
];
const ERROR: Column = { heading: 'error', of: ({ error }) => formatNumber(error) };

/** The ensembles side by side, target by target. */
export function tableSection({ ensembles }: Summary): Markup {
  const targets = [...new Set(ensembles.map(({ target }) => target))];
  const withError = ensembles.some(({ error }) => error !== undefined);
  const withHeldBack = ensembles.some(({ metrics }) => metrics['held-back-distance']);
  const columns = COLUMNS.toSpliced(4, 0, ...(withError ? [ERROR] : [])).toSpliced(
    2,
    0,
    ...(withHeldBack ? HELD_BACK : []),
  );
  return html`<section>
<h2>Comparison</h2>
<div class="scroll"><table>
${targets.map((target) => groupOf(target, ensembles, columns))}
</table></div>
<p class="note">${targets.some((target) => target !== undefined) && 'Distance: sliced Wasserstein, to exact samples of the target; floor: what as many exact samples have among themselves. '}${withHeldBack && 'Held back: the same distance to data that had no part in the run; its floor: what as many exact samples of the target (of data: draws from those that had) are away from them. '}${withError && 'Error: W₂ to the exact law of the method at the end, or to the ensemble that is the reference. '}Gradients: evaluations per
particle. Time: wall clock.</p>
${ensembles.filter(({ reason }) => reason).map(({ name, reason }) => html`<p class="stopped"><strong>${name}</strong> stopped: ${reason}</p>`)}
</section>`;
}

function groupOf(
  target: string | undefined,
  ensembles: readonly EnsembleSummary[],
  columns: readonly Column[],
): Markup {
  const rows = ensembles.map((ensemble, index) => ensemble.target === target && rowOf(ensemble, index, columns));
  return html`<thead><tr><th scope="col">${target ?? 'no target'}</th>
${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.heading}</th>`)}</tr></thead>
<tbody>${rows}</tbody>`;
}

function rowOf(ensemble: EnsembleSummary, index: number, columns: readonly Column[]): Markup {
  const { name, method } = ensemble;
  return html`<tr><th scope="row"><span class="swatch series-${(index % 8) + 1}"></span>${name} <small>${method}</small></th>
${columns.map((column) => html`<td class="${classOf(column)}">${column.of(ensemble)}</td>`)}</tr>`;
}

const classOf = ({ text }: Column): string => (text ? 'text' : 'number');

function gradientsOf({ gradientEvaluations, count }: EnsembleSummary): string {
  return gradientEvaluations > 0 ? formatNumber(gradientEvaluations / count) : 'none';
}
