import { type Command, Option } from 'commander';
import { InputError } from '../../errors.ts';
import { type Recording, record } from '../../recording/index.ts';
import { BACKENDS, type BackendName } from '../../tensor/index.ts';
import { ExitCode } from '../exit-codes.ts';
import { onInterrupt } from '../interrupts.ts';
import { positiveNumber } from '../numbers.ts';
import { ProgressBar } from '../progress-bar.ts';
import { collectOverride, overridesOf, type SceneFlags } from '../scene/flags.ts';
import { resolveScene } from '../scene/resolve.ts';

interface Flags extends SceneFlags {
  out: string;
  backend: BackendName | 'auto';
  seconds?: number;
  fps?: number;
  size?: { width: number; height: number };
  theme: 'dark' | 'light';
  at?: number;
  quiet?: boolean;
}

export function addRecord(program: Command): void {
  program
    .command('record')
    .description('play a scene and paint it frame by frame into a film or a picture')
    .argument('<scene>', 'a built-in scene (see `ottoflow list scenes`) or a .ts, .js, .mjs or .json file')
    .requiredOption('--out <file>', 'what to write: FILE.webm, FILE.gif or FILE.png')
    .option('--seed <seed>', 'any text; default: the seed of the scene')
    .option('--set <path=value>', 'change a field, e.g. ensembles[0].method.stepSize=0.05', collectOverride)
    .addOption(new Option('--backend <name>', `auto, ${BACKENDS.join(', ')}`).default('auto', 'auto'))
    .option('--seconds <s>', 'how long the film takes; default 8', positiveNumber('--seconds'))
    .option('--fps <n>', 'frames per second; default 25', positiveNumber('--fps'))
    .option('--size <WxH>', 'pixels; default 1280x720', parseSize)
    .addOption(new Option('--theme <name>', 'colours').choices(['dark', 'light']).default('dark'))
    .option('--at <part>', 'for a .png: which part of the run, 0 to 1; default 1, the end', parsePart)
    .option('--quiet', 'no progress bar')
    .action(recordCommand);
}

const SIDE = { least: 64, most: 4096 };

function parseSize(text: string): { width: number; height: number } {
  const [width, height] = (/^(\d+)[x×](\d+)$/i.exec(text) ?? []).slice(1).map(Number);
  const fits = (side: number | undefined): side is number => side! >= SIDE.least && side! <= SIDE.most;
  if (fits(width) && fits(height)) return { width, height };
  const wanted = `WIDTHxHEIGHT of ${SIDE.least} to ${SIDE.most} pixels each, such as 1280x720`;
  throw new InputError(`--size: must be ${wanted}, got ${JSON.stringify(text)}`);
}

function parsePart(text: string): number {
  const part = Number(text);
  if (text.trim() !== '' && part >= 0 && part <= 1) return part;
  throw new InputError(`--at: must be a part of the run, 0 to 1, got ${JSON.stringify(text)}`);
}

async function recordCommand(name: string, flags: Flags): Promise<void> {
  const { scene, blame } = await resolveScene(name, overridesOf(flags));
  const { signal, release } = onInterrupt();
  const bar = new ProgressBar(!flags.quiet);
  const onProgress = bar.update.bind(bar);
  try {
    const recording = await blame(() => record(scene, { ...flags, onProgress, signal }));
    bar.stop();
    report(recording, name);
  } finally {
    bar.stop();
    release();
  }
}

function report(recording: Recording | undefined, name: string): void {
  if (!recording) {
    process.stderr.write('interrupted: nothing was written\n');
    process.exitCode = ExitCode.interrupted;
    return;
  }
  process.stdout.write(`${describe(recording)}\n`);
  if (recording.stopped === undefined) return;
  process.stderr.write(`${name}: every ensemble was stopped; ${recording.stopped}\n`);
  process.exitCode = ExitCode.failed;
}

function describe({ out, frames, width, height, seconds, bytes }: Recording): string {
  const film = seconds > 0 ? `${frames} frames in ${Number(seconds.toPrecision(4))} s, ` : '';
  return `${out}: ${film}${width} × ${height}, ${formatBytes(bytes)}`;
}

const formatBytes = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
