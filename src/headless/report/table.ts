import { formatNumber, formatSeconds } from '../format.ts';
import { needsOf } from '../needs.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';
import { html, type Markup } from './html.ts';

const HEADINGS = ['distance', 'floor', 'mean error', 'covariance error', 'gradients', 'needs', 'steps', 'time'];

/** The ensembles side by side, target by target. */
export function tableSection({ ensembles }: Summary): Markup {
  const targets = [...new Set(ensembles.map(({ target }) => target))];
  return html`<section>
<h2>Comparison</h2>
<div class="scroll"><table>
${targets.map((target) => groupOf(target, ensembles))}
</table></div>
<p class="note">Distance: sliced Wasserstein, to exact samples of the target; floor: what as many exact samples have among themselves.
Gradients: evaluations per particle. Time: wall clock.</p>
${ensembles.filter(({ reason }) => reason).map(({ name, reason }) => html`<p class="stopped"><strong>${name}</strong> stopped: ${reason}</p>`)}
</section>`;
}

function groupOf(target: string | undefined, ensembles: readonly EnsembleSummary[]): Markup {
  const rows = ensembles.map((ensemble, index) => ensemble.target === target && rowOf(ensemble, index));
  return html`<thead><tr><th scope="col">${target ?? 'no target'}</th>
${HEADINGS.map((heading) => html`<th scope="col" class="${heading === 'needs' ? 'text' : 'number'}">${heading}</th>`)}</tr></thead>
<tbody>${rows}</tbody>`;
}

function rowOf(ensemble: EnsembleSummary, index: number): Markup {
  const { name, method, metrics, gradientEvaluations, count, steps, wallTime } = ensemble;
  const { distance } = metrics;
  const numbers = [distance?.value, distance?.floor, metrics['mean-error']?.value, metrics['covariance-error']?.value];
  return html`<tr><th scope="row"><span class="swatch series-${(index % 8) + 1}"></span>${name} <small>${method}</small></th>
${numbers.map((value) => html`<td class="number">${formatNumber(value)}</td>`)}
<td class="number">${gradientEvaluations > 0 ? formatNumber(gradientEvaluations / count) : 'none'}</td><td>${needsOf(ensemble)}</td>
<td class="number">${steps}</td><td class="number">${formatSeconds(wallTime)}</td></tr>`;
}
