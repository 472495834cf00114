import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Command } from 'commander';
import { versions } from '../../headless/index.ts';
import { backendReport, chooseBackend } from '../../tensor/index.ts';
import { alignColumns } from '../table.ts';

export function addInfo(program: Command): void {
  program
    .command('info')
    .description('versions, backends and memory: what a run would use on this machine, and why')
    .option('--json', 'the same as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const info = await gather();
      process.stdout.write(json ? `${JSON.stringify(info, null, 2)}\n` : `${format(info)}\n`);
    });
}

interface Info {
  versions: Record<string, string>;
  backends: Awaited<ReturnType<typeof backendReport>>;
  chosen: Awaited<ReturnType<typeof chooseBackend>>;
  processors: { model: string; available: number };
  memory: { total: number; free: number };
}

async function gather(): Promise<Info> {
  return {
    versions: versions(),
    backends: await backendReport(),
    chosen: await chooseBackend('auto'),
    processors: { model: cpus()[0]?.model.trim() ?? 'unknown', available: availableParallelism() },
    memory: { total: totalmem(), free: freemem() },
  };
}

function format({ versions, backends, chosen, processors, memory }: Info): string {
  const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return alignColumns([
    ...Object.entries(versions),
    ['platform', `${process.platform} ${process.arch}`],
    ['processors', `${processors.available} × ${processors.model}`],
    ['memory', `${gibibytes(memory.total)}, ${gibibytes(memory.free)} free`],
    ['', ''],
    ...backends.map(({ name, available, detail }) => [name, `${available ? 'yes' : 'no '}  ${detail}`]),
    ['', ''],
    ['auto', `${chosen.name}, ${chosen.threads} ${chosen.threads === 1 ? 'thread' : 'threads'}`],
    ['because', chosen.reason],
  ]).join('\n');
}
