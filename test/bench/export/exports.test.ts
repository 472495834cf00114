import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { writeExports } from '../../../src/bench/export/index.ts';
import type { BenchRecord } from '../../../src/bench/record.ts';
import { ensembleRecords, nutsRecords } from '../records.ts';
import { contentOf, scratchFolder } from './folder.ts';

const groups = (): BenchRecord[][] => [nutsRecords(), ensembleRecords()];
const tables = ['cells.parquet', 'metrics.parquet'];

describe('the exports of a benchmark', () => {
  it('are tables, a netCDF file for each method on each target, and a CSV file for each chain', async () => {
    const folder = await scratchFolder();
    const files = await writeExports(groups(), folder);
    const chains = (name: string, count: number) =>
      Array.from({ length: count }, (_, i) => `draws/csv/${name}/chain-000${i + 1}.csv`);
    expect([...(await contentOf(folder)).keys()]).toEqual(
      [
        ...tables,
        ...['draws/ring--nuts.nc', 'draws/funnel--weighted-flow.nc'],
        ...[...chains('ring--nuts', 4), ...chains('funnel--weighted-flow', 2)],
      ].sort(),
    );
    expect(files.map(({ path }) => path)).toEqual([
      ...tables,
      ...[
        'draws/ring--nuts.nc',
        'draws/csv/ring--nuts/',
        'draws/funnel--weighted-flow.nc',
        'draws/csv/funnel--weighted-flow/',
      ],
    ]);
    expect(files[2]!.description).toBe('netCDF-4 for ArviZ: 4 × 5 draws in 3 dimensions (chains)');
    expect(files.every(({ description }) => description && !description.includes('\n'))).toBe(true);
    const { buffer, byteOffset, byteLength } = await readFile(join(folder, 'cells.parquet'));
    const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    expect(await parquetReadObjects({ file })).toHaveLength(6);
  });

  it('have the same bytes again, wherever and however the records come', async () => {
    const [here, there] = [await scratchFolder(), await scratchFolder()];
    await writeExports(groups(), here);
    await writeExports(
      (async function* () {
        yield* groups();
      })(),
      there,
    );
    expect(await contentOf(there)).toEqual(await contentOf(here));
  });

  it('leave out the CSV files where they are not wanted', async () => {
    const folder = await scratchFolder();
    const files = await writeExports(groups(), folder, { csv: false });
    expect([...(await contentOf(folder)).keys()].sort()).toEqual(files.map(({ path }) => path).sort());
    expect(files).toHaveLength(4);
  });

  it('keep no chain of an earlier report', async () => {
    const folder = await scratchFolder();
    await writeExports([nutsRecords()], folder);
    await writeExports([nutsRecords().slice(1)], folder);
    const csv = [...(await contentOf(folder)).keys()].filter((path) => path.endsWith('.csv'));
    expect(csv).toEqual(['draws/csv/ring--nuts/chain-0001.csv', 'draws/csv/ring--nuts/chain-0002.csv']);
  });

  it('stay inside their folder, one name for each method on each target', async () => {
    const folder = await scratchFolder();
    const named = (target: string, method: string): BenchRecord[] =>
      ensembleRecords().map((record) => ({ ...record, target, method }));
    await writeExports([named('a--b', 'c'), named('a', 'b--c'), named('../up', 'd/0.1')], folder, { csv: false });
    const names = [...(await contentOf(folder)).keys()].filter((path) => path.endsWith('.nc'));
    expect(names).toEqual(['draws/..%2Fup--d%2F0.1.nc', 'draws/a-%2Db--c.nc', 'draws/a--b-%2Dc.nc']);
  });

  it('have no table that is half written when a record is damaged', async () => {
    const folder = await scratchFolder();
    const records = nutsRecords();
    records[0]!.result!.draws!.logDensity.data = 'AAAA';
    const message = `cells/${records[0]!.key}.json: draws.logDensity.data: must be 56 bytes`;
    await expect(writeExports([ensembleRecords(), records], folder, { csv: false })).rejects.toThrow(message);
    expect([...(await contentOf(folder)).keys()]).toEqual(['draws/funnel--weighted-flow.nc']);
  });
});
