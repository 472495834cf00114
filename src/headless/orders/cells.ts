import { formatNumber } from '../format.ts';
import { localOrders } from './fit.ts';
import type { OrderSummary } from './study.ts';

export const ORDER_HEADINGS = ['steps', 'errors', 'local orders', 'fitted', 'expected'] as const;

/** A study as a row under `ORDER_HEADINGS`. Errors in brackets may be rounding. */
export function orderCells({ errors, floor, fitted, expected }: OrderSummary): string[] {
  const cells = [
    errors.map(([step]) => formatStep(step)).join(' '),
    errors.map(([, error]) => (error > floor ? formatNumber(error) : `(${formatNumber(error)})`)).join(' '),
    localOrders(errors, floor).map(formatOrder).join(' '),
    fitted === undefined ? '' : formatOrder(fitted),
    String(expected),
  ];
  return cells.map((cell) => cell || '–');
}

export const formatOrder = (order: number): string => order.toFixed(2);

/** Steps are most often round numbers: as many digits as they have, but no more than four. */
export const formatStep = (step: number): string => String(Number(step.toPrecision(4)));
