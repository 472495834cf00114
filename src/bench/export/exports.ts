import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputFolder } from '../../headless/index.ts';
import type { Row } from '../comparison.ts';
import type { BenchRecord } from '../record.ts';
import { CELL_COLUMNS } from './cells-table.ts';
import { type ChainStack, stackChains } from './chains.ts';
import { chainCsv } from './csv.ts';
import { METRIC_COLUMNS, metricRows } from './metrics-table.ts';
import { inferenceData } from './netcdf.ts';
import { ParquetTable } from './parquet-table.ts';
import { SUMMARY_COLUMNS, summaryRows } from './summary-table.ts';

export interface ExportOptions {
  /** Also the draws as CSV, a file for every chain. Default true. */
  csv?: boolean;
}

/** A file, or a folder of files, that was written. */
export interface ExportedFile {
  /** From the folder of the exports. */
  path: string;
  /** One line. */
  description: string;
}

type Groups = Iterable<readonly BenchRecord[]> | AsyncIterable<readonly BenchRecord[]>;

/**
 * Write the numbers behind a benchmark: `cells.parquet`, `metrics.parquet`, and the draws under `draws/` as netCDF-4 and CSV.
 * @param groups all replicates of one method on one target each; memory holds one group at a time
 * @param dir the folder of the report; made where it is missing
 * @throws InputError naming a damaged record; RunError when the disk does not take a file
 */
export async function writeExports(
  groups: Groups,
  dir: string,
  { csv = true }: ExportOptions = {},
): Promise<ExportedFile[]> {
  const folder = await OutputFolder.open(dir);
  const files: ExportedFile[] = [];
  let cells = 0;
  let values = 0;
  await folder.write('cells.parquet', (writeCells) =>
    folder.write('metrics.parquet', async (writeMetrics) => {
      const cellTable = await ParquetTable.open(CELL_COLUMNS, writeCells);
      const metricTable = await ParquetTable.open(METRIC_COLUMNS, writeMetrics);
      for await (const group of groups) {
        const rows = group.flatMap((record) => [...metricRows(record)]);
        await cellTable.append(group);
        await metricTable.append(rows);
        cells += group.length;
        values += rows.length;
        files.push(...(await writeDraws(group, dir, csv)));
      }
      await cellTable.finish();
      await metricTable.finish();
    }),
  );
  return [
    { path: 'cells.parquet', description: `${cells} cells: settings, evaluations, diagnostics, wall times` },
    { path: 'metrics.parquet', description: `${values} values of metrics, on the way and at the end` },
    ...files,
  ];
}

/** Write `summary.parquet`: what the replicates come to. @throws RunError when the disk does not take it */
export async function writeSummary(rows: readonly Row[], dir: string): Promise<ExportedFile> {
  const folder = await OutputFolder.open(dir);
  const summaries = summaryRows(rows);
  await folder.write('summary.parquet', async (write) => {
    const table = await ParquetTable.open(SUMMARY_COLUMNS, write);
    await table.append(summaries);
    await table.finish();
  });
  return {
    path: 'summary.parquet',
    description: `${summaries.length} figures over the replicates: medians, intervals, means, standard errors, floors`,
  };
}

async function writeDraws(group: readonly BenchRecord[], dir: string, csv: boolean): Promise<ExportedFile[]> {
  const stack = stackChains(group);
  if (!stack) return [];
  const name = `${fileName(stack.target)}--${fileName(stack.method)}`;
  const folder = await OutputFolder.open(join(dir, 'draws'));
  await folder.write(`${name}.nc`, await inferenceData(stack));
  const size = `${stack.chains.length} × ${stack.draws} draws in ${stack.dimension} ${stack.dimension === 1 ? 'dimension' : 'dimensions'}`;
  const of = stack.layout === 'chains' ? 'chains' : 'replicates × particles';
  const files = [{ path: `draws/${name}.nc`, description: `netCDF-4 for ArviZ: ${size} (${of})` }];
  if (!csv) return files;
  await writeCsv(stack, join(dir, 'draws', 'csv', name));
  return [...files, { path: `draws/csv/${name}/`, description: `CSV as CmdStan writes it, a file a chain: ${size}` }];
}

async function writeCsv(stack: ChainStack, path: string): Promise<void> {
  // Chains of an earlier report would be read as chains of this one.
  await rm(path, { recursive: true, force: true });
  const folder = await OutputFolder.open(path);
  for (const [i, chain] of stack.chains.entries()) {
    await folder.write(`chain-${String(i + 1).padStart(4, '0')}.csv`, chainCsv(stack, chain, i + 1));
  }
}

/** Names of methods made from a grid may hold any character; two dashes separate target and method. */
const fileName = (name: string): string => encodeURIComponent(name).replaceAll('--', '-%2D');
