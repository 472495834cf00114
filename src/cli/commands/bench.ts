import { join } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type Benchmark,
  benchTask,
  noteBenchmark,
  type Plan,
  planOf,
  readBenchmark,
  rowsOf,
  writeReport,
} from '../../bench/index.ts';
import { InputError } from '../../errors.ts';
import { shellWord } from '../../headless/index.ts';
import {
  CellStore,
  type Executor,
  engineVersion,
  localExecutor,
  parseShard,
  redisExecutor,
  type SweepSummary,
  shardOf,
  sweep,
} from '../../sweep/index.ts';
import type { BackendName } from '../../tensor/index.ts';
import { formatBenchmark } from '../benchmark-table.ts';
import { ExitCode } from '../exit-codes.ts';
import { onInterrupt } from '../interrupts.ts';
import { positiveInteger, positiveNumber } from '../numbers.ts';
import { REDIS } from '../redis.ts';
import { resolveSuite, type SuiteFlags } from '../suite/resolve.ts';
import { SweepBar } from '../sweep-bar.ts';

interface Flags extends SuiteFlags {
  executor: 'local' | 'redis';
  redis?: string;
  workers?: number;
  shard?: string;
  backend: BackendName;
  out?: string;
  json?: boolean;
  quiet?: boolean;
}

/** Backends of which every machine has the same: results are keyed by the name. */
const PORTABLE_BACKENDS = ['wasm', 'cpu'];

export function addBench(program: Command): void {
  program
    .command('bench')
    .description('run a suite of targets × methods × seeds, keep each result under its hash, write tables and a report')
    .option('--suite <name>', 'small, full, or a file .ts, .js, .mjs or .json', 'small')
    .option('--targets <names>', 'only these, separated by commas', names('--targets'))
    .option('--methods <names>', 'only these, separated by commas', names('--methods'))
    .option('--replicates <n>', 'independent repetitions, each with its own seed', positiveInteger('--replicates'))
    .option('--budget <n>', 'evaluations per particle', positiveNumber('--budget'))
    .option('--particles <n>', 'particles of every ensemble', positiveInteger('--particles'))
    .option('--seed <seed>', 'any text; default: the seed of the suite')
    .addOption(new Option('--executor <name>', 'where cells run').choices(['local', 'redis']).default('local'))
    .option('--redis <url>', `of the queue; default $REDIS_URL, else ${REDIS}`)
    .option('--workers <n>', 'cells at a time on this machine; default one a processor', positiveInteger('--workers'))
    .option('--shard <i/n>', 'only the i-th of n parts of the cells, for an array of jobs that share a folder')
    .addOption(new Option('--backend <name>', 'of every cell').choices(PORTABLE_BACKENDS).default('wasm'))
    .option('--out <folder>', 'default: out/bench-SUITE; results that are there already are not computed again')
    .option('--json', 'print counts, files and the figures over the replicates as JSON on stdout, and nothing else')
    .option('--quiet', 'no progress bar')
    .action(benchCommand);
}

const names =
  (flag: string) =>
  (text: string): string[] => {
    const found = text.split(',').map((name) => name.trim());
    if (found.every((name) => name !== '')) return found;
    throw new InputError(`${flag}: must be names separated by commas, got ${JSON.stringify(text)}`);
  };

async function benchCommand(flags: Flags): Promise<void> {
  const { suite, blame } = await resolveSuite(flags);
  const plan = await blame(() => planOf(suite, { backend: flags.backend }));
  const out = flags.out ?? join('out', `bench-${suite.name}`);
  const shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  const cells = shard ? shardOf(plan.cells, shard) : plan.cells;
  const version = engineVersion();
  const executor = executorOf(flags);
  const store = await CellStore.open(out);
  await noteBenchmark(out, plan, { version, backend: flags.backend, command: commandLine() });
  // Of Slurm, too.
  const { signal, release } = onInterrupt(['SIGINT', 'SIGTERM']);
  const bar = new SweepBar(!flags.quiet && !flags.json);
  try {
    const summary = await sweep(cells, { store, executor, version, signal, onProgress: bar.update.bind(bar) });
    bar.stop();
    await tell(summary, plan, out, flags);
  } finally {
    bar.stop();
    release();
  }
}

/** What was typed, for everyone who reads the report: without the password of a Redis. */
const commandLine = (): string =>
  ['npx', 'ottoflow', ...process.argv.slice(2).map((word) => word.replace(/(rediss?:\/\/).*@/is, '$1'))]
    .map(shellWord)
    .join(' ');

function executorOf({ executor, redis, workers }: Flags): Executor {
  if (executor === 'local') {
    if (redis !== undefined) throw new InputError('--redis: needs --executor redis');
    return localExecutor({ task: benchTask, workers });
  }
  if (workers !== undefined)
    throw new InputError('--workers: is for --executor local; workers of a queue are started with ottoflow worker');
  return redisExecutor({ url: redis ?? process.env.REDIS_URL ?? REDIS });
}

async function tell(summary: SweepSummary, plan: Plan, out: string, { json, shard }: Flags): Promise<void> {
  const benchmark = await readBenchmark(out);
  const complete = benchmark.missing === 0;
  // Shards share a folder: the last one to end writes the report.
  const files = complete ? await writeReport(out, benchmark) : [];
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...countsOf(summary), out, files, rows: rowsOf(benchmark) }, null, 2)}\n`
      : describe(benchmark, summary, out),
  );
  if (summary.interrupted) {
    process.stderr.write(
      `interrupted: ${benchmark.records.length - benchmark.missing} of ${plan.cells.length} cells are in ${out}; the same command goes on\n`,
    );
    process.exitCode = ExitCode.interrupted;
  } else if (summary.failed > 0) {
    process.stderr.write(`${summary.failed} of ${summary.total} cells failed; the same command tries them again\n`);
    process.exitCode = ExitCode.failed;
  } else if (!complete && shard !== undefined && !json) {
    process.stderr.write(`shard ${shard} is done; when all are: ottoflow report ${shellWord(out)}\n`);
  }
}

const countsOf = ({ failures, ...counts }: SweepSummary): object => ({
  ...counts,
  failures: failures.map((record) => ({
    name: record.cell.name,
    key: record.key,
    ...('reason' in record && { reason: record.reason }),
  })),
});

const describe = (benchmark: Benchmark, { done, skipped }: SweepSummary, out: string): string =>
  [
    ...(benchmark.missing > 0 ? [] : [formatBenchmark(benchmark), '']),
    `${done} ${done === 1 ? 'cell' : 'cells'} run, ${skipped} were there; ${benchmark.missing > 0 ? `${benchmark.missing} are missing in ${out}` : `report: ${join(out, 'report.html')}`}`,
    '',
  ].join('\n');
