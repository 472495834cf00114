import { formatNumber } from '../format.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';
import { groupBy } from './group-by.ts';
import { html, type Markup } from './html.ts';

type Facts = NonNullable<EnsembleSummary['solver']>;

/** What the solvers said of their last step; ensembles that know the same facts below each other. */
export function solversSection({ ensembles }: Summary): Markup | undefined {
  const withSolver = ensembles.flatMap(({ name, solver }, index) => (solver ? { name, solver, index } : []));
  if (withSolver.length === 0) return undefined;
  const groups = groupBy(withSolver, ({ solver }) => Object.keys(solver).join());
  return html`<section>
<h2>What the solvers say</h2>
<p class="note">Of the last step.</p>
<div class="scroll"><table>
${[...groups.values()].map((group) => {
  const facts = Object.keys(group[0]!.solver);
  return html`<thead><tr><th scope="col"></th>${facts.map((fact) => html`<th scope="col" class="number">${words(fact)}</th>`)}</tr></thead>
<tbody>${group.map(
    ({
      name,
      solver,
      index,
    }) => html`<tr><th scope="row"><span class="swatch series-${(index % 8) + 1}"></span>${name}</th>
${facts.map((fact) => html`<td class="number">${textOf(solver[fact]!)}</td>`)}</tr>`,
  )}</tbody>`;
})}
</table></div>
</section>`;
}

/** `hessianProducts` → hessian products */
const words = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function textOf(fact: Facts[string]): string {
  if (typeof fact === 'boolean') return fact ? 'yes' : 'no';
  if (typeof fact === 'string') return fact;
  return Number.isInteger(fact) && Math.abs(fact) < 1e6 ? String(fact) : formatNumber(fact);
}
