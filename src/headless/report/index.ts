import { html, type Markup, Plotter, page } from '../../document/index.ts';
import { formatSeconds } from '../format.ts';
import { cloudsSection } from './clouds.ts';
import { momentsSection } from './curves.ts';
import { energySection } from './energies.ts';
import { errorSection } from './errors.ts';
import { marginalsSection } from './marginals.ts';
import { exhibitsOf, type ReportInput } from './material.ts';
import { methodsSection } from './methods.ts';
import { ordersSection } from './orders.ts';
import { pressureSection, pressuresOf } from './pressure.ts';
import { readingsOf } from './readings.ts';
import { solversSection } from './solvers.ts';
import { tableSection } from './table.ts';

export type { ReportInput } from './material.ts';

/** A run as one HTML page. */
export async function renderReport(input: ReportInput): Promise<string> {
  const { scene, summary } = input;
  const [plotter, exhibits, readings] = await Promise.all([Plotter.load(), exhibitsOf(input), readingsOf(input)]);
  const pressures = await pressuresOf(input.world);
  return page({ title: scene.title, version: summary.versions.ottoflow! }, [
    headerOf(input),
    tableSection(summary),
    ordersSection(plotter, input),
    cloudsSection(plotter, exhibits),
    momentsSection(plotter, readings, exhibits),
    errorSection(plotter, readings, exhibits),
    energySection(plotter, exhibits),
    pressureSection(plotter, pressures, exhibits),
    marginalsSection(plotter, exhibits),
    solversSection(summary),
    methodsSection(input),
  ]);
}

function headerOf({ scene, summary }: ReportInput): Markup {
  const { seed, backend, wallTime, interrupted } = summary;
  return html`<header>
<h1>${scene.title}</h1>
${scene.description && html`<p>${scene.description}</p>`}
${scene.citation && html`<p class="citation">${scene.citation}</p>`}
<ul class="facts"><li>scene <b>${scene.name}</b></li><li>seed <b>${seed}</b></li><li>backend <b>${backend}</b></li>
<li>run <b>${formatSeconds(wallTime.run)}</b></li><li>setup <b>${formatSeconds(wallTime.setup)}</b></li></ul>
${interrupted && html`<p class="stopped">The run was interrupted: this is how far it came.</p>`}
</header>`;
}
