import { html, type Markup } from '../../document/index.ts';
import type { Row } from '../comparison.ts';
import { type Column, columnsFor, reachesFloor } from './columns.ts';
import type { Series } from './series.ts';
import { FLOOR_MARK } from './text.ts';

/** Every method on every target: one table a target. */
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
  return html`<h3>${target}</h3>${tableOf(own, series)}`;
})}
</section>`;
}

function tableOf(rows: readonly Row[], series: ReadonlyMap<string, Series>): Markup {
  const columns = columnsFor(rows);
  const floor = rows.find(({ isFloor }) => isFloor);
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">method</th>${columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.heading}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr${row.isFloor && html` class="floor"`}><th scope="row"><span class="swatch" style="background:${series.get(row.method)!.colour}"></span>${row.method}</th>${columns.map(
        (column) => html`<td class="${classOf(column)}">${cellOf(row, column, floor)}</td>`,
      )}</tr>\n`,
  )}</tbody>
</table></div>`;
}

const classOf = ({ text }: Column): string => (text ? 'text' : 'number');

function cellOf(row: Row, column: Column, floor: Row | undefined): Markup | string {
  const text = column.of(row) ?? (column.text ? '' : '–');
  if (!column.metric || !reachesFloor(row, floor, column.metric)) return text;
  return html`<b title="not to be told from as many exact samples">${text}${FLOOR_MARK}</b>`;
}
