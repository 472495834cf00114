import { html, type Markup } from '../../document/index.ts';
import { formatNumber } from '../format.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';

type Facts = NonNullable<EnsembleSummary['solver']>;

/** What the solvers said of their last step: every one in a list of its own, because hardly two know the same facts. */
export function solversSection({ ensembles }: Summary): Markup | undefined {
  if (!ensembles.some(({ solver }) => solver)) return undefined;
  return html`<section>
<h2>What the solvers say</h2>
<p class="note">Of the last step.</p>
<div class="methods">${ensembles.map(({ name, solver }, index) => solver && cardOf(name, solver, index))}</div>
</section>`;
}

const cardOf = (name: string, solver: Facts, index: number): Markup => html`<article>
<h3><span class="swatch series-${(index % 8) + 1}"></span>${name}</h3>
<dl>${Object.entries(solver).map(([fact, value]) => html`<div><dt>${words(fact)}</dt><dd>${textOf(value)}</dd></div>`)}</dl>
</article>`;

/** `hessianProducts` → hessian products */
const words = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function textOf(fact: Facts[string]): string {
  if (typeof fact === 'boolean') return fact ? 'yes' : 'no';
  if (typeof fact === 'string') return fact;
  return Number.isInteger(fact) && Math.abs(fact) < 1e6 ? String(fact) : formatNumber(fact);
}
