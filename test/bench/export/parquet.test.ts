import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { CELL_COLUMNS } from '../../../src/bench/export/cells-table.ts';
import { METRIC_COLUMNS, metricRows } from '../../../src/bench/export/metrics-table.ts';
import { ParquetTable, type TableColumn } from '../../../src/bench/export/parquet-table.ts';
import type { BenchRecord } from '../../../src/bench/record.ts';
import { ensembleRecords, nutsRecords } from '../records.ts';

const records = [...nutsRecords(), ...ensembleRecords()];

async function fileOf<Row>(
  columns: readonly TableColumn<Row>[],
  batches: readonly Iterable<Row>[],
): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = [];
  const table = await ParquetTable.open(columns, async (chunk) => void chunks.push(chunk.slice()));
  for (const batch of batches) await table.append(batch);
  await table.finish();
  return Uint8Array.from(Buffer.concat(chunks)).buffer;
}

const rowsOf = async <Row>(columns: readonly TableColumn<Row>[], rows: Iterable<Row>) =>
  parquetReadObjects({ file: await fileOf(columns, [rows]) });

describe('cells.parquet', () => {
  it('has a row for every cell, with nulls where nothing is known', async () => {
    const rows = await rowsOf(CELL_COLUMNS, records);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toEqual({
      ...{ target: 'ring', method: 'nuts', method_type: 'nuts', parameters: '{"mass":"identity","warmup":90}' },
      ...{ dimension: 3, count: 40, replicate: 0, seed: '7/0', key: records[0]!.key, version: '0.1.0+0123456789ab' },
      ...{ status: 'done', reason: null, steps: 300, time: 1.5, gradient_evaluations: 300, density_evaluations: 300.5 },
      ...{ warmup_steps: 90, warmup_gradient_evaluations: 90, warmup_density_evaluations: 90.25 },
      ...{ acceptance: 0.8125, step_size: 0.1, divergences: 2, chains: 2, draws: 7 },
      ...{ r_hat: 1.01, bulk_ess: 123.5, tail_ess: null, state_hash: 'hash-0' },
      ...{ wall_setup: 0.1, wall_warmup: 0.2, wall_run: 0.3, wall_measure: 0.4 },
    });
    expect(rows[2]).toMatchObject({ status: 'stopped', reason: 'step 12: a particle is at NaN', wall_run: null });
    expect(rows[3]).toMatchObject({ status: 'failed', reason: 'RunError: no device', steps: null, dimension: null });
    const missing = { ...records[3]!, failed: undefined } as unknown as BenchRecord;
    expect(await rowsOf(CELL_COLUMNS, [missing])).toMatchObject([{ status: 'missing', reason: null }]);
    expect(rows[4]).toMatchObject({ dimension: 2, acceptance: null, r_hat: null, wall_warmup: null, wall_run: 0.3 });
  });
});

describe('metrics.parquet', () => {
  it('has the curve and, once, the end', async () => {
    const rows = await rowsOf(
      METRIC_COLUMNS,
      records.flatMap((record) => [...metricRows(record)]),
    );
    const biases = rows.filter(({ metric, method }) => metric === 'bias-x' && method === 'weighted-flow');
    const rest = { target: 'funnel', method: 'weighted-flow', metric: 'bias-x' };
    const way = { ...rest, value: 0.5, final: false, gradient_evaluations: 75, density_evaluations: 75, steps: 75 };
    const end = { ...rest, final: true, gradient_evaluations: 300, density_evaluations: 300.5, steps: 300 };
    expect(biases).toEqual([
      { ...way, replicate: 0 },
      { ...end, replicate: 0, value: 0.01 },
      { ...way, replicate: 1 },
      { ...end, replicate: 1, value: 0.02 },
    ]);
    expect(rows.filter(({ metric }) => metric === 'ksd').map(({ value }) => value)).toEqual(new Array(5).fill(null));
  });
});

describe('a table that grows', () => {
  const columns: TableColumn<number>[] = [
    { name: 'number', type: 'INT32', of: (row) => row },
    { name: 'word', type: 'STRING', of: (row) => (row % 3 === 0 ? undefined : `word ${row}`) },
  ];
  const rows = Array.from({ length: 10_001 }, (_, i) => i);

  it('is written in groups of rows, and is the same in whatever batches they came', async () => {
    const file = await fileOf(columns, [rows]);
    expect(parquetMetadata(file).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([10_000, 1]);
    expect((await parquetReadObjects({ file })).at(-1)).toEqual({ number: 10_000, word: 'word 10000' });
    const inBatches = await fileOf(columns, [rows.slice(0, 4), rows.slice(4, 9_000), [], rows.slice(9_000)]);
    expect(Buffer.from(inBatches).equals(Buffer.from(file))).toBe(true);
  });

  it('may be empty', async () => {
    const file = await fileOf(columns, []);
    expect(await parquetReadObjects({ file })).toEqual([]);
    expect(
      parquetMetadata(file)
        .schema.map(({ name }) => name)
        .slice(1),
    ).toEqual(['number', 'word']);
  });
});
