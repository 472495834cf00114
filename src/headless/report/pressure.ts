import { CURVE, colourOf, html, type Markup, type Plotter, tickFormat } from '../../document/index.ts';
import { type EnergySpecification, energySpecification, needsTarget } from '../../energies/index.ts';
import { topOf } from '../../picture/index.ts';
import { firstVariation, type SiteEnergyContext, siteEnergy, siteVolumes } from '../../sites/index.ts';
import { logDensityAt } from '../../targets/index.ts';
import type { Ensemble, World } from '../../world/index.ts';
import { formatNumber } from '../format.ts';
import type { Exhibit } from './material.ts';

/** A site at the end of a run. */
export interface SiteUnderPressure {
  row: number;
  x: number;
  mass: number;
  /** δE/δμ above its minimum: of a potential, V − min V. */
  variation: number;
  /** That plus the pressure p ≤ 0, which holds the mass at 0 or above. */
  held: number;
}

/** The sites on a line of the ensembles that have a pressure, by the numbers of these. */
export async function pressuresOf({ ensembles }: World): Promise<Map<number, SiteUnderPressure[]>> {
  const readings = new Map<number, SiteUnderPressure[]>();
  for (const [index, ensemble] of [...ensembles.values()].entries()) {
    const reading = await pressureOf(ensemble);
    if (reading) readings.set(index, reading);
  }
  return readings;
}

/** In ascending order. Nothing where an entropy keeps all masses above 0, so that there is no pressure. */
async function pressureOf(ensemble: Ensemble): Promise<SiteUnderPressure[] | undefined> {
  const { columns, dimension, method, steps } = ensemble;
  const { data: specification } = energySpecification.safeParse(method.energy);
  if (!columns.pressure || !columns.weight || !specification || dimension > 1 || steps === 0) return undefined;
  const sites = Float64Array.from(await columns.position.pull());
  const energy = siteEnergy(specification, await contextOf(ensemble, specification, sites));
  if (energy.entropy > 0) return undefined;
  const masses = Float64Array.from(await columns.weight.pull());
  const pressure = await columns.pressure.pull();
  const variation = firstVariation(energy, masses);
  const lowest = variation.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const siteAt = (x: number, row: number): SiteUnderPressure => {
    const above = variation[row]! - lowest;
    return { row, x, mass: masses[row]!, variation: above, held: above + pressure[row]! };
  };
  return Array.from(sites, siteAt).sort((a, b) => a.x - b.x);
}

async function contextOf(
  { dimension, target }: Ensemble,
  specification: EnergySpecification,
  sites: Float64Array,
): Promise<SiteEnergyContext> {
  const context = { sites, dimension, volumes: siteVolumes(sites, dimension) };
  if (!needsTarget(specification)) return context;
  return { ...context, potential: (await logDensityAt(target!, sites, 'target')).map((value) => -value) };
}

/** What an ensemble on a line is driven by, and what keeps its masses from becoming negative. */
export function pressureSection(
  plotter: Plotter,
  readings: ReadonlyMap<number, readonly SiteUnderPressure[]>,
  exhibits: readonly Exhibit[],
): Markup | undefined {
  if (readings.size === 0) return undefined;
  return html`<section>
<h2>Potential and pressure at the end</h2>
<p class="note">Thin line: the potential V above its minimum (with interactions, the first variation of the energy). Thick line: V + p. The shaded gap is the pressure p ≤ 0: it keeps
masses from becoming negative and is 0 on the support of the law; at rest V + p is constant. Stems: the masses of the sites, on a scale of their own.</p>
<div class="panels wide">${exhibits.map((exhibit) => {
    const reading = readings.get(exhibit.index);
    return reading && pressurePicture(plotter, reading, exhibit);
  })}</div>
</section>`;
}

/** Beside the first and the last site, as a part of the way between them. */
const MARGIN = 0.02;
/** The highest stem, as a part of the picture. */
const STEM = 0.6;
/** Less than this part of the heaviest mass has no stem. */
const LIGHT = 1e-3;
/** A pressure goes to −∞ where masses are rounded to 0; the picture does not follow it below the minimum for more than this part of its height. */
const BELOW = 0.35;

function pressurePicture(plotter: Plotter, sites: readonly SiteUnderPressure[], exhibit: Exhibit): Markup {
  const { plot } = plotter;
  const { summary, index } = exhibit;
  const heaviest = sites.reduce((top, { mass }) => Math.max(top, mass), 0);
  const top = topFor(sites, exhibit);
  const low = Math.max(Math.min(0, ...sites.map(({ held }) => held)), -BELOW * top);
  const [first, last] = [sites[0]!.x, sites.at(-1)!.x];
  const margin = MARGIN * (last - first);
  const [across, up] = [
    [first - margin, last + margin],
    [low, top],
  ];
  const line = { x: 'x', clip: true } as const;
  const picture = plotter.draw(`potential and pressure of ${summary.name} at the end`, {
    ...CURVE,
    x: { domain: across, label: null, ticks: 6, tickSize: 3, tickFormat: tickFormat(across) },
    y: { domain: up, label: null, ticks: 5, tickSize: 3, grid: true, tickFormat: tickFormat(up) },
    marks: [
      plot.areaY(sites, { ...line, y1: 'held', y2: 'variation', fill: 'var(--density)', fillOpacity: 0.2 }),
      plot.ruleX(
        sites.filter(({ mass }) => mass > LIGHT * heaviest),
        {
          ...{ ...line, y1: 0, y2: ({ mass }: SiteUnderPressure) => (STEM * top * mass) / heaviest },
          ...{ stroke: colourOf(index), strokeWidth: 3, strokeOpacity: 0.55 },
        },
      ),
      plot.line(sites, { ...line, y: 'variation', stroke: 'currentColor', strokeWidth: 1.2 }),
      plot.line(sites, { ...line, y: 'held', stroke: colourOf(index), strokeWidth: 2 }),
    ],
  });
  return html`<figure>${picture}<figcaption>${summary.name}, t = ${formatNumber(summary.time)}, largest mass ${formatNumber(heaviest)}</figcaption></figure>`;
}

/** Wells that the law came through are in the picture. */
function topFor(sites: readonly SiteUnderPressure[], { looks }: Exhibit): number {
  const laws = looks.map(({ frame }) => ({
    cells: Array.from(sites.keys()),
    masses: sites.map(({ row }) => frame.weights[row] ?? 0),
  }));
  return topOf(
    Float64Array.from(sites, ({ variation }) => variation),
    sites.length,
    laws,
  );
}
