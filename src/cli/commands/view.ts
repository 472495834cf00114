import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { InputError } from '../../errors.ts';
import { openInBrowser, serveFolder, siteFolder } from '../../serving/index.ts';
import { addressOfFlags } from '../scene/address.ts';
import { collectOverride, type SceneFlags } from '../scene/flags.ts';

/** Of a page; `auto` takes webgpu where there is a GPU, else wasm. */
const BACKENDS_OF_PAGES = ['auto', 'webgpu', 'wasm', 'cpu'];

interface Flags extends SceneFlags {
  backend: string;
  port?: number;
  open: boolean;
}

export function addView(program: Command): void {
  program
    .command('view')
    .description('watch scenes in the browser: serves the viewer on this machine until Ctrl-C')
    .argument(
      '[scene]',
      'a built-in scene (see `ottoflow list scenes`), a .ts, .js, .mjs or .json file, or an address of the viewer; default: the gallery of all scenes',
    )
    .option('--seed <seed>', 'any text; default: the seed of the scene')
    .option('--set <path=value>', 'change a field, e.g. ensembles[0].method.stepSize=0.05', collectOverride)
    .addOption(new Option('--backend <name>', 'of the page').choices(BACKENDS_OF_PAGES).default('auto', 'auto'))
    .option('--port <n>', 'default: the first that is free from 6886 on', parsePort)
    .option('--no-open', 'do not open the browser')
    .action(viewCommand);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 2 ** 16) return port;
  throw new InputError(`--port: must be an integer from 0 to 65535, got ${JSON.stringify(text)}`);
}

async function viewCommand(name: string | undefined, flags: Flags): Promise<void> {
  const fragment = await addressOfFlags(name, flags);
  const query = flags.backend === 'auto' ? '' : `?backend=${flags.backend}`;
  const site = await serveFolder(siteFolder(), { port: flags.port });
  const ended = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  const url = `${site.url}${query}${fragment}`;
  process.stdout.write(`${url}\n`);
  if (flags.open && process.stdout.isTTY) openInBrowser(url);
  await ended;
  await site.close();
}
