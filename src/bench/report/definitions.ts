import { html, type Markup } from '../../document/index.ts';
import { benchmarkMetrics } from '../../metrics/index.ts';
import { methodOf } from '../../world/index.ts';
import type { Benchmark } from '../folder.ts';

/** What was measured on what, by which methods with which parameters, and how to get the same figures again. */
export function definitionsSection({ suite, command, version }: Benchmark): Markup {
  return html`<section>
<h2>Metrics</h2>
<dl class="plain">${benchmarkMetrics.map(({ title, description }) => html`<div><dt>${title}</dt><dd>${description}</dd></div>`)}</dl>
</section>
<section>
<h2>Targets</h2>
<dl class="plain">${suite.targets.map(({ name, target, initial, lengthScale }) => html`<div><dt>${name}</dt><dd>${describe(target)}, from ${describe(initial)}, ℓ = ${lengthScale}</dd></div>`)}</dl>
</section>
<section>
<h2>Methods</h2>
<div class="methods">${suite.methods.map(({ name, method, scale, duration }) => {
    const { title, source } = methodOf(method.type).definition;
    const { type: _, ...parameters } = method;
    return html`<article><h3>${name}</h3><p>${title} <cite>${source}</cite></p>
<dl>${Object.entries(parameters).map(([key, value]) => html`<div><dt>${key}</dt><dd>${short(value)}${scale[key] !== undefined && ` ℓ^${scale[key]}`}</dd></div>`)}${duration && html`<div><dt>duration</dt><dd>${short(duration)}</dd></div>`}</dl></article>`;
  })}</div>
</section>
<section>
<h2>Reproduce</h2>
<pre><code>${command ?? `npx ottoflow bench --suite ${suite.name}`}</code></pre>
<p class="note">ottoflow ${version}. The same seed on the same backend gives the same bits, whichever executor ran the cells, on however many threads and machines.</p>
</section>`;
}

/** A spec without the long lists of numbers. */
function describe(spec: { type: string; [key: string]: unknown }): string {
  const { type, ...parameters } = spec;
  const parts = Object.entries(parameters).map(([key, value]) => `${key} ${short(value)}`);
  return parts.length > 0 ? `${type} (${parts.join(', ')})` : type;
}

const MOST = 60;

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
}
