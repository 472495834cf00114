import type { Command } from 'commander';
import { benchTask } from '../../bench/index.ts';
import { formatSeconds } from '../../headless/index.ts';
import { engineVersion, startWorker, type WorkerEvent } from '../../sweep/index.ts';
import { onInterrupt } from '../interrupts.ts';
import { positiveInteger } from '../numbers.ts';
import { REDIS } from '../redis.ts';

interface Flags {
  redis?: string;
  concurrency?: number;
  quiet?: boolean;
}

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('run cells of `ottoflow bench --executor redis` on this machine, until Ctrl-C')
    .option('--redis <url>', `of the queue; default $REDIS_URL, else ${REDIS}`)
    .option('--concurrency <n>', 'cells at a time; default one a processor', positiveInteger('--concurrency'))
    .option('--quiet', 'no line for every cell')
    .action(workerCommand);
}

async function workerCommand({ redis = process.env.REDIS_URL ?? REDIS, concurrency, quiet }: Flags): Promise<void> {
  const version = engineVersion();
  const { signal, release } = onInterrupt(['SIGINT', 'SIGTERM']);
  const onEvent = (event: WorkerEvent): void => {
    if (event.type === 'warning') process.stderr.write(`${event.line}\n`);
    else if (!quiet) process.stdout.write(`${lineOf(event, version)}\n`);
  };
  try {
    await startWorker({ url: redis, task: benchTask, version, concurrency, onEvent, signal });
  } finally {
    release();
  }
}

function lineOf(event: Exclude<WorkerEvent, { type: 'warning' }>, version: string): string {
  if (event.type === 'ready') return `ready for cells of version ${version}, ${event.concurrency} at a time`;
  const reason = event.reason === undefined ? '' : ` (${event.reason})`;
  return `${event.name}: ${event.status} in ${formatSeconds(event.seconds)}${reason}`;
}
