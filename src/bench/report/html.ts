import { html, Markup, Plotter, style } from '../../document/index.ts';
import { chooseBackend } from '../../tensor/index.ts';
import { rowsOf } from '../comparison.ts';
import type { Benchmark } from '../folder.ts';
import { engineOf } from './about.ts';
import { cloudsSection } from './clouds.ts';
import { definitionsSection } from './definitions.ts';
import { errorCurvesSection } from './error-curves.ts';
import { ranksSection } from './ranks.ts';
import { seriesOf } from './series.ts';
import { tablesSection } from './tables.ts';
import { notesOf } from './text.ts';

/** A benchmark as one HTML page that needs nothing else: no script, no request, light and dark. */
export async function renderHtml(benchmark: Benchmark): Promise<string> {
  const { suite, records } = benchmark;
  // The densities under the clouds are the only tensors of a report.
  await chooseBackend('cpu');
  const plotter = await Plotter.load();
  const rows = rowsOf(benchmark);
  const series = seriesOf(rows);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${suite.title}</title>
<meta name="generator" content="ottoflow ${benchmark.version}">
<style>${new Markup(style)}${new Markup(EXTRA_STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>${suite.title}</h1>
${suite.description && html`<p>${suite.description}</p>`}
<p class="citation">${engineOf(benchmark)}</p>
</header>
${ranksSection(plotter, records, series)}
${tablesSection(rows, series, notesOf(benchmark))}
${errorCurvesSection(plotter, records, rows, series)}
${await cloudsSection(plotter, benchmark, series)}
${definitionsSection(benchmark)}
</main>
</body>
</html>
`;
  return page.text;
}

/** Wider than a run's report: tables of many metrics. */
const EXTRA_STYLE = `
main { max-width: 1240px; }
tr.floor th, tr.floor td { color: var(--quiet); }
td b { font-weight: 650; }
`;
