import { html, type Markup } from '../../document/index.ts';
import { type ComparisonColumn, comparisonColumns } from '../comparison.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';

/** The ensembles side by side, target by target. */
export function tableSection({ ensembles }: Summary): Markup {
  const targets = [...new Set(ensembles.map(({ target }) => target))];
  const columns = comparisonColumns(ensembles);
  const has = (heading: string): boolean => columns.some((column) => column.heading === heading);
  return html`<section>
<h2>Comparison</h2>
<div class="scroll"><table>
${targets.map((target) => groupOf(target, ensembles, columns))}
</table></div>
<p class="note">${has('distance') && 'Distance: sliced Wasserstein, to exact samples of the target; floor: what as many exact samples have among themselves. '}${has('held back') && 'Held back: the same distance to data that had no part in the run; its floor: what as many exact samples of the target (of data: draws from those that had) are away from them. '}${has('energy') && 'Energy: at the end, of flows that do not go to the target. '}${has('error') && 'Error: W₂ to the exact law of the method at the end, or to the ensemble that is the reference. '}Gradients: evaluations per
particle. Time: wall clock.</p>
${ensembles.filter(({ reason }) => reason).map(({ name, reason }) => html`<p class="stopped"><strong>${name}</strong> stopped: ${reason}</p>`)}
</section>`;
}

function groupOf(
  target: string | undefined,
  ensembles: readonly EnsembleSummary[],
  columns: readonly ComparisonColumn[],
): Markup {
  const rows = ensembles.map((ensemble, index) => ensemble.target === target && rowOf(ensemble, index, columns));
  return html`<thead><tr><th scope="col">${target ?? 'no target'}</th>
${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.heading}</th>`)}</tr></thead>
<tbody>${rows}</tbody>`;
}

function rowOf(ensemble: EnsembleSummary, index: number, columns: readonly ComparisonColumn[]): Markup {
  const { name, method } = ensemble;
  return html`<tr><th scope="row"><span class="swatch series-${(index % 8) + 1}"></span>${name} <small>${method}</small></th>
${columns.map((column) => html`<td class="${classOf(column)}">${column.of(ensemble)}</td>`)}</tr>`;
}

const classOf = ({ text }: ComparisonColumn): string => (text ? 'text' : 'number');
