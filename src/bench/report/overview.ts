import { html, type Markup } from '../../document/index.ts';
import { floorOf, type Row, reachesFloor } from '../comparison.ts';
import { statusOf, twoDigits } from './columns.ts';
import type { Series } from './series.ts';
import { FLOOR_MARK, type TextTable } from './text.ts';

/** How far a method is from exact samples on a target. */
interface Standing {
  /** Sliced W₂ over that of the floor; b² of x² over its mean for as many exact samples, where there are none. Medians. */
  ratio?: number;
  reachesFloor: boolean;
  status?: string;
}

/** Every method on every target in one figure each. */
export interface Overview {
  targets: string[];
  methods: string[];
  of(target: string, method: string): Standing | undefined;
  /** On how many of its targets with a floor the method reaches it. */
  floors(method: string): { reached: number; of: number };
}

const DISTANCE = 'sliced-w2';
const BIAS = 'bias-x2';

export function overviewOf(rows: readonly Row[]): Overview {
  const competing = rows.filter(({ isFloor }) => !isFloor);
  const rowOf = (target: string, method: string): Row | undefined =>
    competing.find((row) => row.target === target && row.method === method);
  return {
    targets: [...new Set(competing.map(({ target }) => target))],
    methods: [...new Set(competing.map(({ method }) => method))],
    of(target, method) {
      const row = rowOf(target, method);
      return row && standingOf(row, floorOf(rows, target));
    },
    floors(method) {
      const own = competing.filter((row) => row.method === method && floorOf(rows, row.target)?.metrics[DISTANCE]);
      const reached = own.filter((row) => reachesFloor(row, floorOf(rows, row.target), DISTANCE));
      return { reached: reached.length, of: own.length };
    },
  };
}

function standingOf(row: Row, floor: Row | undefined): Standing {
  const [distance, exact, bias] = [row.metrics[DISTANCE], floor?.metrics[DISTANCE], row.metrics[BIAS]];
  // The squared bias of n exact samples is 1/n on average.
  const ratio = distance && exact ? distance.median / exact.median : bias && bias.median * row.particles;
  return {
    ...(ratio !== undefined && { ratio }),
    reachesFloor: reachesFloor(row, floor, DISTANCE),
    ...(statusOf(row) && { status: statusOf(row) }),
  };
}

export const OVERVIEW_NOTE = `Sliced W₂ to the target over that of as many exact samples: 1 is the floor, ${FLOOR_MARK} not to be told from it. Where no exact samples can be drawn: b² of x² times the number of particles, which is 1 on average for exact samples. Blank: not run.`;

/** Methods as rows, targets as columns; nothing where there is but one pair. */
export function overviewSection(rows: readonly Row[], series: ReadonlyMap<string, Series>): Markup | undefined {
  const overview = overviewOf(rows);
  const { targets, methods } = overview;
  if (targets.length * methods.length < 2) return undefined;
  return html`<section>
<h2>Who reaches the floor</h2>
<p class="note">${OVERVIEW_NOTE}</p>
<div class="scroll" tabindex="0" role="region" aria-label="Who reaches the floor"><table class="matrix">
<thead><tr><th scope="col">method</th>${targets.map((target) => html`<th scope="col" class="number">${target}</th>`)}<th scope="col" class="number">at the floor</th></tr></thead>
<tbody>${methods.map((method) => {
    const { reached, of } = overview.floors(method);
    const cells = targets.map((target) => html`<td class="number">${cellOf(overview.of(target, method))}</td>`);
    return html`<tr><th scope="row"><span class="swatch" style="background:${series.get(method)!.colour}"></span>${method}</th>${cells}<td class="number">${of > 0 ? `${reached} of ${of}` : '–'}</td></tr>\n`;
  })}</tbody>
</table></div>
</section>`;
}

function cellOf(standing: Standing | undefined): Markup | string {
  if (!standing) return '';
  const figure = standing.ratio === undefined ? '–' : twoDigits(standing.ratio);
  const marked = standing.reachesFloor ? html`<b>${figure}${FLOOR_MARK}</b>` : html`${figure}`;
  return standing.status === undefined ? marked : html`${marked}<small class="alert">${standing.status}</small>`;
}

/** Targets as rows, because their names are long. */
export function overviewTable(rows: readonly Row[]): TextTable | undefined {
  const overview = overviewOf(rows);
  const { targets, methods } = overview;
  if (targets.length * methods.length < 2) return undefined;
  const textOf = (standing: Standing | undefined): string => {
    if (!standing) return '';
    const figure = standing.ratio === undefined ? '–' : twoDigits(standing.ratio);
    return `${figure}${standing.reachesFloor ? FLOOR_MARK : ''}${standing.status ? ` (${standing.status})` : ''}`;
  };
  return {
    target: 'Who reaches the floor',
    headings: ['target', ...methods],
    text: [true, ...methods.map(() => false)],
    rows: targets.map((target) => [target, ...methods.map((method) => textOf(overview.of(target, method)))]),
  };
}

/** On how many targets the methods reach the floor, in a sentence; nothing where there is no floor. */
export function floorSentence(rows: readonly Row[]): string | undefined {
  const overview = overviewOf(rows);
  const counts = overview.methods
    .map((method) => ({ method, ...overview.floors(method) }))
    .filter(({ of }) => of > 0)
    .sort((a, b) => b.reached / b.of - a.reached / a.of);
  if (counts.length === 0) return undefined;
  return `Targets on which the sliced W₂ is not to be told from that of as many exact samples: ${counts.map(({ method, reached, of }) => `${method} ${reached} of ${of}`).join(', ')}.`;
}
