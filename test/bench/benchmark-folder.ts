import '../../systems/index.ts';
import {
  type Benchmark,
  type CellResult,
  noteBenchmark,
  planOf,
  readBenchmark,
  type SuiteInput,
} from '../../src/bench/index.ts';
import { CellStore, keyOfCell } from '../../src/sweep/index.ts';
import { buildTarget } from '../../src/targets/index.ts';
import { scratchFolder } from './export/folder.ts';
import { result } from './records.ts';

export interface Place {
  target: string;
  method: string;
  replicate: number;
}

/** What became of a cell: a result with changes, a failure, or nothing. */
export type Fate = Partial<CellResult> | { failed: string } | 'missing';

export const VERSION = '0.1.0+0123456789ab';

/** The folder of a benchmark whose cells did not run: `fateOf` says what became of them. */
export async function benchmarkFolder(suite: SuiteInput, fateOf: (place: Place) => Fate): Promise<string> {
  const dir = await scratchFolder();
  const plan = planOf(suite);
  const store = await CellStore.open(dir);
  await noteBenchmark(dir, plan, { version: VERSION, backend: 'wasm', command: 'npx ottoflow bench' });
  for (const cell of plan.cells) {
    const [target, method, replicate] = cell.name.split('/') as [string, string, string];
    const fate = fateOf({ target, method, replicate: Number(replicate) });
    if (fate === 'missing') continue;
    const job = { key: keyOfCell(cell, VERSION), version: VERSION, cell };
    const { dimension } = buildTarget(cell.scene.target as Parameters<typeof buildTarget>[0]);
    if ('failed' in fate) await store.write({ ...job, status: 'failed', reason: fate.failed });
    else
      await store.write({
        ...{ ...job, status: 'done', wallTime: { setup: 0.1, warmup: 0.5, run: 2, measure: 1 } },
        result: { ...result(dimension, Number(replicate)), ...fate },
      });
  }
  return dir;
}

export const benchmarkOf = async (suite: SuiteInput, fateOf: (place: Place) => Fate): Promise<Benchmark> =>
  readBenchmark(await benchmarkFolder(suite, fateOf));
