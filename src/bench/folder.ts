import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { groupBy } from '../document/index.ts';
import { InputError } from '../errors.ts';
import { OutputFolder } from '../headless/index.ts';
import { parse } from '../schema.ts';
import { type CellRecord, CellStore, type Job, keyOfCell } from '../sweep/index.ts';
import type { BackendName } from '../tensor/index.ts';
import { type Omission, type Plan, planOf } from './cells.ts';
import { cellParametersSchema } from './parameters.ts';
import { type BenchRecord, readResult } from './record.ts';
import type { CellResult } from './result.ts';
import { type Suite, suiteSchema } from './suite.ts';

const NAME = 'suite.json';

const fileSchema = z.object({
  suite: suiteSchema,
  version: z.string().min(1),
  backend: cellParametersSchema.shape.backend,
  command: z.string().optional(),
});

/** A benchmark as its folder holds it, complete or not. */
export interface Benchmark {
  suite: Suite;
  /** `engineVersion()` of the results. */
  version: string;
  backend: BackendName;
  /** What was typed to get it. */
  command: string | undefined;
  /** One a cell, in the order of the plan; those that are missing have neither a result nor a failure. */
  records: LightRecord[];
  omitted: Omission[];
  missing: number;
  /** A record with its points. */
  load(record: LightRecord): Promise<BenchRecord>;
}

/** A record without the points, which are most of its bytes: those of a large suite do not fit into memory together. */
export type LightRecord = Omit<BenchRecord, 'result'> & { result?: LightResult };
export type LightResult = Omit<CellResult, 'cloud' | 'weights' | 'draws'>;

/** Note in its folder what a benchmark is, so that `readBenchmark` finds its cells. @throws RunError */
export async function noteBenchmark(
  dir: string,
  { suite }: Plan,
  about: { version: string; backend: BackendName; command?: string },
): Promise<void> {
  const folder = await OutputFolder.open(dir);
  await folder.write(NAME, `${JSON.stringify({ ...about, suite }, null, 2)}\n`);
}

/** The benchmark of a folder. @throws InputError when it holds none */
export async function readBenchmark(dir: string): Promise<Benchmark> {
  const { suite, version, backend, command } = await readNote(dir);
  const { cells, omitted } = planOf(suite, { backend });
  const store = await CellStore.existing(dir);
  const records: LightRecord[] = [];
  for (const cell of cells) {
    const key = keyOfCell(cell, version);
    records.push(withoutPoints(recordOf({ key, version, cell }, await store.read(key))));
  }
  const missing = records.filter(({ result, failed }) => !result && failed === undefined).length;
  const load = async ({ key, cell }: LightRecord): Promise<BenchRecord> =>
    recordOf({ key, version, cell }, await store.read(key));
  return { suite, version, backend, command, records, omitted, missing, load };
}

function withoutPoints({ result, ...record }: BenchRecord): LightRecord {
  if (!result) return record;
  const { cloud: _, weights: __, draws: ___, ...light } = result;
  return { ...record, result: light };
}

/** All replicates of one method on one target at a time, as far as they have come, with their points. */
export async function* groupsOf({ records, load }: Benchmark): AsyncGenerator<BenchRecord[]> {
  const there = records.filter(({ result, failed }) => result || failed !== undefined);
  for (const group of groupBy(there, ({ target, method }) => `${target}/${method}`).values()) {
    const full: BenchRecord[] = [];
    for (const record of group) full.push(await load(record));
    yield full;
  }
}

function recordOf({ key, version, cell }: Job, found: CellRecord | undefined): BenchRecord {
  const [target, method, replicate] = cell.name.split('/') as [string, string, string];
  const seed = String(cell.scene.seed);
  const record = { target, method, replicate: Number(replicate), key, seed, version, cell };
  if (!found) return record;
  if (found.status === 'failed') return { ...record, failed: found.reason };
  return { ...record, result: readResult(found.result, `cells/${key}.json`), wallTime: found.wallTime };
}

async function readNote(dir: string): Promise<z.output<typeof fileSchema>> {
  const path = join(dir, NAME);
  const isFolder = await stat(dir).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new InputError(`${JSON.stringify(dir)}: must be the folder of a benchmark, but is no folder`);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError(`${JSON.stringify(dir)}: must be the folder of a benchmark, but has no file ${NAME}`);
  });
  try {
    return parse(fileSchema, JSON.parse(text), path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: is not JSON`);
  }
}
