import { Console } from 'node:console';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { formatSeconds, run, type Summary, shellWord } from '../../headless/index.ts';
import { BACKENDS, type BackendName } from '../../tensor/index.ts';
import type { Scene } from '../../world/index.ts';
import { ExitCode } from '../exit-codes.ts';
import { onInterrupt } from '../interrupts.ts';
import { positiveInteger, positiveNumber } from '../numbers.ts';
import { formatOrders } from '../orders-table.ts';
import { ProgressBar } from '../progress-bar.ts';
import { collectOverride, overridesOf, type SceneFlags } from '../scene/flags.ts';
import { resolveScene } from '../scene/resolve.ts';
import { formatSummary } from '../summary-table.ts';

interface Flags extends SceneFlags {
  backend: BackendName | 'auto';
  out?: string;
  resume?: boolean;
  maxRecorded?: number;
  json?: boolean;
  quiet?: boolean;
}

export function addRun(program: Command): void {
  program
    .command('run')
    .description('run a scene, compare its ensembles, write summary.json, positions.parquet and report.html')
    .argument(
      '<scene>',
      'a built-in scene (see `ottoflow list scenes`), a .ts, .js, .mjs or .json file, or an address of the viewer',
    )
    .option('--seed <seed>', 'any text; default: the seed of the scene')
    .option('--set <path=value>', 'change a field, e.g. ensembles[0].method.stepSize=0.05', collectOverride)
    .addOption(
      new Option('--steps <n>', 'run every ensemble for n steps')
        .argParser(positiveInteger('--steps'))
        .conflicts('until'),
    )
    .option('--until <time>', 'run every ensemble to this physical time', positiveNumber('--until'))
    .option('--backend <name>', `auto, ${BACKENDS.join(', ')}`, 'auto')
    .option('--out <folder>', 'default: out/SCENE-SEED')
    .option('--resume', 'go on from the checkpoint in the folder')
    .option(
      '--max-recorded <n>',
      'most particles per ensemble in positions.parquet, sites apart; default 20000',
      positiveInteger('--max-recorded'),
    )
    .option('--json', 'print the summary as JSON on stdout, and nothing else')
    .option('--quiet', 'no progress bar')
    .action(runCommand);
}

async function runCommand(name: string, flags: Flags): Promise<void> {
  // A scene may be code, and code may print.
  if (flags.json) globalThis.console = new Console(process.stderr);
  const { scene, blame } = await resolveScene(name, overridesOf(flags));
  const out = flags.out ?? defaultFolder(scene);
  const { signal, release } = onInterrupt();
  const bar = new ProgressBar(!flags.quiet && !flags.json);
  const { backend, resume, maxRecorded } = flags;
  const onProgress = bar.update.bind(bar);
  try {
    const options = { backend, out, resume, maxRecorded, onProgress, signal, command: commandLine() };
    const summary = await blame(() => run(scene, options));
    bar.stop();
    report(summary, out, flags, name);
  } finally {
    bar.stop();
    release();
  }
}

/** What was typed; a resumed run is the same run. */
const commandLine = (): string =>
  ['npx', 'ottoflow', ...process.argv.slice(2).filter((word) => word !== '--resume')].map(shellWord).join(' ');

/** A seed may be any text, a folder's name not. */
const defaultFolder = ({ name, seed }: Scene): string => join('out', `${name}-${seed.replace(/[^\w.-]+/g, '_')}`);

function report(summary: Summary, out: string, { json }: Flags, name: string): void {
  process.stdout.write(json ? `${JSON.stringify(summary, null, 2)}\n` : `${describe(summary, out)}\n`);
  if (summary.interrupted) {
    process.stderr.write(`interrupted: the results so far are in ${out}; the same command with --resume goes on\n`);
    process.exitCode = ExitCode.interrupted;
    return;
  }
  const allStopped = summary.ensembles.every(({ status }) => status === 'stopped');
  if (!allStopped) return;
  process.stderr.write(`${name}: every ensemble was stopped; ${summary.ensembles[0]!.reason}\n`);
  process.exitCode = ExitCode.failed;
}

function describe(summary: Summary, out: string): string {
  const { scene, seed, backend, wallTime, orders } = summary;
  return [
    `${scene}, seed ${seed}, on ${backend}: ${formatSeconds(wallTime.setup + wallTime.run)}`,
    '',
    formatSummary(summary),
    '',
    ...(orders ? [formatOrders(orders), ''] : []),
    `report: ${join(out, 'report.html')}`,
  ].join('\n');
}
