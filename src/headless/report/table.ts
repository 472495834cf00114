import { formatNumber, formatSeconds } from '../format.ts';
import { needsOf } from '../needs.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';
import { html, type Markup } from './html.ts';

/** The ensembles side by side. */
export function tableSection({ ensembles }: Summary): Markup {
  return html`<section>
<h2>Comparison</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">ensemble</th><th scope="col">target</th><th scope="col" class="number">distance</th><th scope="col" class="number">floor</th>
<th scope="col" class="number">mean error</th><th scope="col" class="number">covariance error</th><th scope="col" class="number">gradients</th>
<th scope="col">needs</th><th scope="col" class="number">steps</th><th scope="col" class="number">time</th></tr></thead>
<tbody>${ensembles.map(rowOf)}</tbody>
</table></div>
<p class="note">Distance: sliced Wasserstein, to exact samples of the target; floor: what as many exact samples have among themselves.
Gradients: evaluations per particle. Time: wall clock.</p>
${ensembles.filter(({ reason }) => reason).map(({ name, reason }) => html`<p class="stopped"><strong>${name}</strong> stopped: ${reason}</p>`)}
</section>`;
}

function rowOf(ensemble: EnsembleSummary, index: number): Markup {
  const { name, method, target, metrics, gradientEvaluations, count, steps, wallTime } = ensemble;
  const { distance } = metrics;
  const numbers = [distance?.value, distance?.floor, metrics['mean-error']?.value, metrics['covariance-error']?.value];
  return html`<tr><th scope="row"><span class="swatch series-${(index % 8) + 1}"></span>${name} <small>${method}</small></th><td>${target ?? '–'}</td>
${numbers.map((value) => html`<td class="number">${formatNumber(value)}</td>`)}
<td class="number">${gradientEvaluations > 0 ? formatNumber(gradientEvaluations / count) : 'none'}</td><td>${needsOf(method)}</td>
<td class="number">${steps}</td><td class="number">${formatSeconds(wallTime)}</td></tr>`;
}
