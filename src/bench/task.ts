// Threads and workers load this file alone: here the methods get known.
import '../../systems/index.ts';
import { parse } from '../schema.ts';
import type { Cell } from '../sweep/index.ts';
import { defineScene } from '../world/index.ts';
import { CellRun } from './cell-run.ts';
import { cellParametersSchema } from './parameters.ts';
import type { CellResult } from './result.ts';

/**
 * Run one cell of a benchmark: what every executor calls, wherever it is.
 * @throws InputError when the cell is none; RunError when it cannot start
 */
export default async function task(cell: Cell): Promise<{ result: CellResult; wallTime: Record<string, number> }> {
  const parameters = parse(cellParametersSchema, cell.parameters, 'parameters');
  return CellRun.of(defineScene(cell.scene), parameters);
}
