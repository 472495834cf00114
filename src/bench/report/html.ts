import { html, type Markup, Plotter, page } from '../../document/index.ts';
import { chooseBackend } from '../../tensor/index.ts';
import { rowsOf } from '../comparison.ts';
import type { Benchmark } from '../folder.ts';
import { engineOf, protocolOf } from './about.ts';
import { cloudsSection } from './clouds.ts';
import { definitionsSection } from './definitions.ts';
import { errorCurvesSection } from './error-curves.ts';
import { overviewSection } from './overview.ts';
import { ranksSection } from './ranks.ts';
import { seriesOf } from './series.ts';
import { tablesSection } from './tables.ts';
import { notesOf } from './text.ts';

/** A benchmark as one HTML page. */
export async function renderHtml(benchmark: Benchmark): Promise<string> {
  const { suite, records } = benchmark;
  // The densities under the clouds are the only tensors of a report.
  await chooseBackend('cpu');
  const plotter = await Plotter.load();
  const rows = rowsOf(benchmark);
  const series = seriesOf(rows);
  return page({ title: suite.title, version: benchmark.version, extraStyle: EXTRA_STYLE }, [
    headerOf(benchmark),
    overviewSection(rows, series),
    ranksSection(plotter, records, series),
    tablesSection(rows, series, notesOf(benchmark)),
    errorCurvesSection(plotter, records, rows, series),
    await cloudsSection(plotter, benchmark, series),
    definitionsSection(benchmark),
  ]);
}

function headerOf(benchmark: Benchmark): Markup {
  const { suite } = benchmark;
  return html`<header>
<h1>${suite.title}</h1>
${suite.description && html`<p>${suite.description}</p>`}
<p>${protocolOf(suite)}</p>
<p class="citation">${engineOf(benchmark)}</p>
</header>`;
}

/** Wider than a run's report: tables of many metrics. */
const EXTRA_STYLE = `
main { max-width: 1280px; }
td, th { vertical-align: top; }
thead th { vertical-align: bottom; }
td small, th small { display: block; line-height: 1.25; }
th .alert, td .alert { color: var(--series-2); font-weight: 600; }
td b { font-weight: 650; }
tr.floor th, tr.floor td { color: var(--quiet); }
thead th { min-width: 4.2em; }
.scroll th:first-child { position: sticky; left: 0; background: var(--paper); }
.scroll:focus-visible { outline: 2px solid var(--series-1); }
.matrix { width: auto; }
summary { font: 0.84rem ui-sans-serif, system-ui, sans-serif; color: var(--quiet); cursor: pointer; }
.panels { grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); }
.panels.curves { grid-template-columns: repeat(auto-fill, minmax(min(270px, 100%), 1fr)); }
.plain div { justify-content: flex-start; }
.plain dt { flex: 0 0 12rem; }
.plain dd { text-align: left; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 600px) {
  main { padding: 1.6rem 1rem 3rem; }
  .panels { grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); }
  .plain div { display: block; }
}
`;
