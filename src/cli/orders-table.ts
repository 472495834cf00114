import { ORDER_HEADINGS, type OrderSummary, orderCells } from '../headless/index.ts';
import { alignColumns } from './table.ts';

const RIGHT = [4, 5];

/** The convergence studies of a run: what was measured at every step size, and the slopes. Errors in brackets may be rounding. */
export function formatOrders(orders: readonly OrderSummary[]): string {
  const rows = orders.map((order) => [order.name, ...orderCells(order)]);
  const lines = alignColumns([['order study', ...ORDER_HEADINGS], ...rows], RIGHT);
  const failed = orders.filter(({ reason }) => reason !== undefined).map(({ name, reason }) => `${name}: ${reason}`);
  return [...lines, ...failed].join('\n');
}
