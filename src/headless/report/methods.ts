import { html, type Markup } from '../../document/index.ts';
import type { Scene } from '../../world/index.ts';
import { methodOf } from '../../world/index.ts';
import { shellWord } from '../format.ts';
import type { EnsembleSummary, Summary } from '../summary.ts';
import type { ReportInput } from './material.ts';

/** Every parameter of every ensemble, and how to get the same figures again. */
export function methodsSection({ scene, summary, command }: ReportInput): Markup {
  return html`<section>
<h2>Methods</h2>
<div class="methods">${summary.ensembles.map(methodCard)}</div>
</section>
<section>
<h2>Reproduce</h2>
<pre><code>${command ?? commandOf(scene, summary)}</code></pre>
<p class="note">${Object.entries(summary.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')}. The same seed on the same backend gives
the same bits, whatever the number of threads.</p>
</section>`;
}

const commandOf = ({ name }: Scene, { seed, backend }: Summary): string =>
  `npx ottoflow run ${name} --seed ${shellWord(seed)} --backend ${backend}`;

function methodCard(
  { method, name, parameters, count, dimension, recorded, measured }: EnsembleSummary,
  index: number,
): Markup {
  const { title, source, sites } = methodOf(method).definition;
  const facts: [string, unknown][] = [
    [sites ? 'sites' : 'particles', count],
    ['dimension', dimension],
    ...Object.entries(parameters),
  ];
  if (recorded) facts.push(['recorded', `first ${recorded}`]);
  if (measured) facts.push(['measured', sites ? `${measured} by weight` : `first ${measured}`]);
  return html`<article>
<h3><span class="swatch series-${(index % 8) + 1}"></span>${name}</h3>
<p>${title}. <cite>${source}</cite></p>
<dl>${facts.map(([key, value]) => html`<div><dt>${key}</dt><dd>${textOf(value)}</dd></div>`)}</dl>
</article>`;
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '–');
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
