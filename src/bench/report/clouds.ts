import { groupBy, html, type Markup, type Plotter, tickFormat } from '../../document/index.ts';
import {
  centre,
  coordinate,
  type DensityGrid,
  densityGrid,
  gridOfSamples,
  histogram,
  type Interval,
  levelsOf,
} from '../../picture/index.ts';
import { buildTarget, type Target } from '../../targets/index.ts';
import type { Benchmark } from '../folder.ts';
import { unpackArray } from '../packed-array.ts';
import type { BenchRecord } from '../record.ts';
import type { CellResult } from '../result.ts';
import type { Series } from './series.ts';

const WIDTH = 220;
/** Shares of the mass of the target inside the contours. */
const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
const BINS = 48;
/** Radii of points in pixels: where all weigh the same, and the largest of so many sizes where they do not. */
const [RADIUS, LARGEST, SIZES] = [1.1, 3, 6];
/** For the contours of a target of more than two dimensions. */
const SAMPLES = 20_000;
/** More could not be told apart, and are most of the bytes of a report. */
const MOST_POINTS = 500;

/** The particles of the first replicate of every method at the end, over the target. */
export async function cloudsSection(
  plotter: Plotter,
  { records, load }: Benchmark,
  series: ReadonlyMap<string, Series>,
): Promise<Markup | undefined> {
  const first = records.filter(({ replicate, result }) => replicate === 0 && result);
  const targets = [...new Set(first.map(({ target }) => target))];
  if (first.length === 0) return undefined;
  const rows: Markup[] = [];
  for (const target of targets) {
    const own: BenchRecord[] = [];
    for (const record of first) if (record.target === target) own.push(await load(record));
    const stage = await stageOf(own[0]!);
    const pictures = own.map((record) => picture(plotter, record, stage, series.get(record.method)!));
    rows.push(html`<h3>${target}</h3><div class="panels">${pictures}</div>`);
  }
  return html`<section>
<h2>Clouds at the end</h2>
<p class="note">The first replicate, at most ${MOST_POINTS} particles. Shading: regions of highest density of the target with 10, 30, 50, 70, 90 and 99 % of its mass; beyond two dimensions: of its first two coordinates, from exact samples. On the line: a histogram, under the exact density.</p>
${rows}
</section>`;
}

/** What all clouds of a target are drawn over. */
interface Stage {
  dimension: number;
  x: Interval;
  y: Interval;
  grid: DensityGrid | undefined;
}

async function stageOf({ cell }: BenchRecord): Promise<Stage> {
  const target = buildTarget(cell.scene.target as Parameters<typeof buildTarget>[0]);
  const [x, y = [0, 1]] = target.bounds;
  return { dimension: target.dimension, x: x!, y, grid: await gridOf(target, x!, y) };
}

async function gridOf(target: Target, x: Interval, y: Interval): Promise<DensityGrid | undefined> {
  if (target.dimension <= 2) return densityGrid(target, x, y);
  const samples = target.sample?.(SAMPLES, 'report');
  if (!samples) return undefined;
  const [across, along] = [0, 1].map((axis) => coordinate(samples, axis, target.dimension));
  return gridOfSamples(across!, along!, x, y);
}

function picture(plotter: Plotter, record: BenchRecord, stage: Stage, series: Series): Markup {
  const { method, result } = record;
  const note = result!.status === 'stopped' && ', stopped';
  const drawing =
    stage.dimension === 1 ? onLine(plotter, record, stage, series) : inPlane(plotter, record, stage, series);
  return html`<figure>${drawing}<figcaption>${method}${note}</figcaption></figure>`;
}

function inPlane(
  plotter: Plotter,
  { target, method, result }: BenchRecord,
  { x, y, grid, dimension }: Stage,
  series: Series,
): Markup {
  const { plot } = plotter;
  const sizes = sizesOf(result!, { dimension, x, y });
  return plotter.draw(`${method} on ${target} at the end`, {
    ...{ width: WIDTH, height: WIDTH, margin: 6, marginBottom: 22, marginLeft: 30 },
    x: { domain: x, ticks: 4, tickSize: 3, label: null, tickFormat: tickFormat(x) },
    y: { domain: y, ticks: 4, tickSize: 3, label: null, tickFormat: tickFormat(y) },
    marks: [
      ...(grid ? [shading(plotter, grid)] : []),
      ...sizes.map(({ points, radius }) => plotter.points(points, series.colour, radius)),
      plot.frame({ stroke: 'currentColor', strokeOpacity: 0.25 }),
    ],
  });
}

/** The particles inside the picture, by their size: the area of a point is its weight, where weights differ. */
function sizesOf({ cloud, weights: packed }: CellResult, { dimension, x, y }: Omit<Stage, 'grid'>) {
  const weights = packed && unpackArray(packed);
  const positions = unpackArray(cloud).subarray(0, weights ? undefined : MOST_POINTS * dimension);
  const [across, along] = [0, 1].map((axis) => coordinate(positions, axis, dimension)) as [Float64Array, Float64Array];
  const isInside = (i: number): boolean => contains(x, across[i]!) && contains(y, along[i]!);
  const heaviest = weights?.reduce((most, weight) => Math.max(most, weight), 0) ?? 1;
  const radiusOf = (i: number): number =>
    weights ? Math.round(SIZES * Math.sqrt(weights[i]! / heaviest)) * (LARGEST / SIZES) : RADIUS;
  const rows = Array.from(across.keys()).filter((i) => isInside(i) && radiusOf(i) > 0);
  return [...groupBy(rows, radiusOf)].map(([radius, own]) => ({
    radius,
    points: { x: Float64Array.from(own, (i) => across[i]!), y: Float64Array.from(own, (i) => along[i]!) },
  }));
}

const contains = ([low, high]: Interval, value: number): boolean => value >= low && value <= high;

function shading(plotter: Plotter, grid: DensityGrid) {
  const { values, columns: width, rows: height, x, y } = grid;
  return plotter.plot.contour(values, {
    ...{ width, height, x1: x[0], x2: x[1], y1: y[0], y2: y[1], thresholds: levelsOf(grid, SHARES), clip: true },
    ...{ fill: 'var(--density)', fillOpacity: 0.13, stroke: 'var(--density)', strokeOpacity: 0.35, strokeWidth: 0.6 },
    render: plotter.once(grid),
  });
}

function onLine(plotter: Plotter, { target, method, result }: BenchRecord, { x, grid }: Stage, series: Series): Markup {
  const { plot } = plotter;
  const bars = barsOf(result!, x);
  const line = grid ? Array.from(grid.values, (value, i): [number, number] => [centre(x, i, grid.columns), value]) : [];
  const top =
    1.15 * Math.max(...line.map(([, value]) => value), ...(line.length > 0 ? [] : bars.map(({ height }) => height)));
  return plotter.draw(`${method} on ${target} at the end`, {
    ...{ width: WIDTH, height: 130, margin: 6, marginBottom: 22, marginLeft: 30 },
    x: { domain: x, ticks: 4, tickSize: 3, label: null },
    y: { domain: [0, top], ticks: 3, tickSize: 3, label: null },
    marks: [
      plot.rectY(bars, { x1: 'from', x2: 'to', y: 'height', fill: series.colour, fillOpacity: 0.35, clip: true }),
      plot.line(line, { x: '0', y: '1', stroke: 'currentColor', strokeWidth: 1.4, clip: true }),
    ],
  });
}

function barsOf({ cloud, weights }: CellResult, x: Interval): { from: number; to: number; height: number }[] {
  const half = (x[1] - x[0]) / BINS / 2;
  return histogram(unpackArray(cloud), weights && unpackArray(weights), x, BINS).map(([middle, height]) => ({
    from: middle - half,
    to: middle + half,
    height,
  }));
}
