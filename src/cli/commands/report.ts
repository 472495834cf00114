import { join } from 'node:path';
import type { Command } from 'commander';
import { type ExportedFile, readBenchmark, writeReport } from '../../bench/index.ts';
import { InputError } from '../../errors.ts';
import { formatBenchmark } from '../benchmark-table.ts';

interface Flags {
  csv?: boolean;
  json?: boolean;
}

export function addReport(program: Command): void {
  program
    .command('report')
    .description('write the tables, the report and the data of a benchmark out of the results in its folder')
    .argument('<folder>', 'the --out of ottoflow bench')
    .option('--csv', 'draws also as CSV files like those of CmdStan, one a chain')
    .option('--json', 'print the list of files as JSON on stdout, and nothing else')
    .action(reportCommand);
}

async function reportCommand(dir: string, { csv, json }: Flags): Promise<void> {
  const benchmark = await readBenchmark(dir);
  const { records, missing } = benchmark;
  if (missing === records.length)
    throw new InputError(`${JSON.stringify(dir)}: has no results yet; ottoflow bench makes them`);
  const files = await writeReport(dir, benchmark, { csv });
  if (json) {
    process.stdout.write(`${JSON.stringify({ cells: records.length, missing, files }, null, 2)}\n`);
    return;
  }
  process.stdout.write(`${formatBenchmark(benchmark)}\n\n`);
  const isDraws = ({ path }: ExportedFile): boolean => path.startsWith('draws/');
  for (const { path, description } of files.filter((file) => !isDraws(file)))
    process.stdout.write(`${join(dir, path)}: ${description}\n`);
  const draws = files.filter((file) => isDraws(file) && file.path.endsWith('.nc')).length;
  if (draws > 0)
    process.stdout.write(
      `${join(dir, 'draws')}: draws as netCDF-4 for ArviZ${csv ? ' and as CSV' : ''}, ${draws} pairs of target and method\n`,
    );
  if (missing > 0) process.stderr.write(`${missing} of ${records.length} cells are missing\n`);
}
