export { type Cell, type CellRecord, cellSchema, type Job, type Outcome, type Task } from './cell.ts';
export type { Executor, ExecutorOptions } from './executor.ts';
