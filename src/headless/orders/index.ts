export { formatOrder, formatStep, ORDER_HEADINGS, orderCells } from './cells.ts';
export type { StepError } from './fit.ts';
export { runStudies, type Studied, tryStudies } from './studies.ts';
export type { OrderSummary } from './study.ts';
