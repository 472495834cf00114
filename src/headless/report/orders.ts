import { html, type Markup, type Plotter } from '../../document/index.ts';
import type { OrderStudy } from '../../world/index.ts';
import {
  formatOrder,
  formatStep,
  ORDER_HEADINGS,
  type OrderSummary,
  orderCells,
  type StepError,
} from '../orders/index.ts';
import type { ReportInput } from './material.ts';

/** Below the measured points, so that it can be seen beside the fitted line. */
const OFFSET = 0.55;

/** How fast methods come together as their steps shrink: one logarithmic picture a study. */
export function ordersSection(plotter: Plotter, { scene, summary }: ReportInput): Markup | undefined {
  const { orders } = summary;
  if (!orders || !scene.orders) return undefined;
  const drawn = orders.filter(({ errors }) => errors.some(([, error]) => error > 0));
  return html`<section>
<h2>Convergence orders</h2>
<p class="note">Two methods go from the same particles to the same time, with smaller and smaller steps. Error: the root mean square distance
between particles of the same number, an upper bound of W₂; on sites, W₂ between the Gaussians of the moments. Line: the fitted slope. Dashed: the slope that theory promises. Hollow, or in
brackets: errors that may be rounding, which the fit leaves out.</p>
<div class="panels wide">${drawn.map((order) => orderPicture(plotter, order, studyOf(scene.orders!, order)))}</div>
<div class="scroll"><table><thead><tr><th scope="col">study</th>${ORDER_HEADINGS.map((heading) => html`<th scope="col" class="number">${heading}</th>`)}</tr></thead>
<tbody>${orders.map(rowOf)}</tbody></table></div>
${orders.filter(({ reason }) => reason).map(({ name, reason }) => html`<p class="stopped"><strong>${name}</strong> has no order: ${reason}</p>`)}
</section>`;
}

const studyOf = (studies: readonly OrderStudy[], { name }: OrderSummary): OrderStudy =>
  studies.find((study) => study.name === name)!;

const rowOf = (order: OrderSummary): Markup =>
  html`<tr><th scope="row" class="long">${order.name}</th>${orderCells(order).map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;

function orderPicture(plotter: Plotter, order: OrderSummary, study: OrderStudy): Markup {
  const { plot } = plotter;
  const { name, fitted, expected, floor } = order;
  const points = order.errors.filter(([, error]) => error > 0);
  const resolved = points.filter(([, error]) => error > floor);
  const lines = resolved.length > 1;
  const at = { x: '0', y: '1' } as const;
  const promised = lines ? lineThrough(resolved, expected, OFFSET) : [];
  const picture = plotter.draw(`error of ${name} over the step size`, {
    ...{ width: 480, height: 260, marginLeft: 50, marginBottom: 34, marginTop: 12, marginRight: 14 },
    x: {
      ...{ type: 'log', label: 'step size', labelArrow: 'none', tickSize: 3 },
      ...{ ticks: points.map(([step]) => step), tickFormat: formatStep },
    },
    y: { type: 'log', domain: domainOf(points), label: null, ticks: 4, tickSize: 3, grid: true, tickFormat: '~g' },
    marks: [
      plot.line(promised, { ...at, clip: true, stroke: 'currentColor', strokeDasharray: '4 3', strokeOpacity: 0.7 }),
      plot.text(promised.slice(-1), {
        ...at,
        ...{ text: () => `order ${expected}`, textAnchor: 'end', dy: 14, fill: 'currentColor', fillOpacity: 0.75 },
      }),
      plot.line(fitted === undefined ? [] : lineThrough(resolved, fitted), {
        ...at,
        stroke: 'var(--series-1)',
        strokeWidth: 1.6,
      }),
      plot.dot(points, {
        ...{ ...at, r: 4, stroke: 'var(--series-1)', strokeWidth: 1.6 },
        fill: ([, error]: StepError) => (error > floor ? 'var(--series-1)' : 'var(--paper)'),
      }),
    ],
  });
  return html`<figure>${picture}<figcaption><strong>${name}</strong>: ${captionOf(order, study)}</figcaption></figure>`;
}

/** With room for the line below the points. */
function domainOf(points: readonly StepError[]): [number, number] {
  const errors = points.map(([, error]) => error);
  return [0.7 * OFFSET * Math.min(...errors), 1.4 * Math.max(...errors)];
}

function captionOf({ fitted, expected }: OrderSummary, { method, against, count, time }: OrderStudy): string {
  const orders = fitted === undefined ? 'no order' : `fitted ${formatOrder(fitted)}, expected ${expected}`;
  const particles = count === 1 ? '1 particle' : `${count} particles`;
  return `${orders}; ${method.type} and ${against.type}, ${particles}, t = ${time}`;
}

/** The ends of the line of this slope through the middle of the points, on logarithmic paper. */
function lineThrough(points: readonly StepError[], slope: number, factor = 1): StepError[] {
  const steps = points.map(([step]) => step);
  const middle = (values: readonly number[]): number =>
    Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
  const [x, y] = [middle(steps), middle(points.map(([, error]) => error))];
  return [Math.min(...steps), Math.max(...steps)].map((step) => [step, factor * y * (step / x) ** slope]);
}
