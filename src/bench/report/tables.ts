import { html, type Markup } from '../../document/index.ts';
import { floorOf, type Row, reachesFloor } from '../comparison.ts';
import { type Column, columnsFor, statusOf, twoDigits } from './columns.ts';
import type { Series } from './series.ts';
import { FLOOR_MARK } from './text.ts';

/** Every method on every target: errors, what they took, and means with standard errors, folded away. */
export function tablesSection(
  rows: readonly Row[],
  series: ReadonlyMap<string, Series>,
  notes: readonly string[],
): Markup {
  const targets = [...new Set(rows.map(({ target }) => target))];
  return html`<section>
<h2>Comparison</h2>
${notes.map((note) => html`<p class="note">${note}</p>`)}
${targets.map((target) => {
  const own = rows.filter((row) => row.target === target);
  const table = (columns: readonly Column[], about: string, cell: Cell): Markup | undefined =>
    columns.length > 0 ? tableOf(own, { columns, label: `${target}: ${about}`, cell, series }) : undefined;
  const errors = columnsFor(own, ({ about }) => about === 'error');
  const cost = columnsFor(own, ({ about }) => about === 'cost');
  const floor = floorOf(rows, target);
  return html`<h3 id="${target}">${target}</h3>
${table(errors, 'errors', (row, column) => errorCell(row, column, floor))}
${table(cost, 'mixing and cost', (row, column) => textOf(row, column))}
${errors.length > 0 && html`<details><summary>Means and standard errors</summary>${table(errors, 'means and standard errors', meanCell)}</details>`}`;
})}
</section>`;
}

type Cell = (row: Row, column: Column) => Markup | string;

interface Layout {
  columns: readonly Column[];
  label: string;
  cell: Cell;
  series: ReadonlyMap<string, Series>;
}

function tableOf(rows: readonly Row[], { columns, label, cell, series }: Layout): Markup {
  const headings = columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.heading}</th>`);
  // Wider than a telephone: to be scrolled with the keyboard too.
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>
<thead><tr><th scope="col">method</th>${headings}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr${row.isFloor && html` class="floor"`}>${methodCell(row, series)}${columns.map(
        (column) => html`<td class="${classOf(column)}">${cell(row, column)}</td>`,
      )}</tr>\n`,
  )}</tbody>
</table></div>`;
}

function methodCell(row: Row, series: ReadonlyMap<string, Series>): Markup {
  const status = statusOf(row);
  return html`<th scope="row"><span class="swatch" style="background:${series.get(row.method)!.colour}"></span>${row.method}${status !== undefined && html`<small class="alert">${status}</small>`}</th>`;
}

const classOf = ({ text }: Column): string => (text ? 'text' : 'number');
const textOf = (row: Row, column: Column): string => column.of(row) ?? (column.text ? '' : '–');

function errorCell(row: Row, column: Column, floor: Row | undefined): Markup | string {
  const text = textOf(row, column);
  const interval = column.interval?.(row);
  const figure = reachesFloor(row, floor, column.metric!) ? html`<b>${text}${FLOOR_MARK}</b>` : html`${text}`;
  return interval === undefined ? figure : html`${figure}<small>[${interval}]</small>`;
}

function meanCell({ metrics }: Row, { metric }: Column): Markup | string {
  const figure = metrics[metric!];
  if (!figure) return '–';
  const { mean, standardError } = figure;
  return html`${twoDigits(mean)}${standardError !== undefined && html`<small>± ${twoDigits(standardError)}</small>`}`;
}
