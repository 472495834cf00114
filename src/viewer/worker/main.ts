import { firstLine } from '../../errors.ts';
import { chooseBackend } from '../../tensor/index.ts';
import type { Command, Report } from '../protocol.ts';
import type { Show } from './show.ts';

const post = (report: Report): void => self.postMessage(report);

let show: Promise<Show> | undefined;
/** Commands take effect one after the other. */
let last: Promise<unknown> = Promise.resolve();

function inTurn(action: () => Promise<void>): void {
  last = last.then(action).catch((error) => post({ type: 'failed', message: firstLine(error) }));
}

self.onmessage = ({ data: command }: MessageEvent<Command>) => inTurn(() => obey(command));

async function obey(command: Command): Promise<void> {
  if (command.type === 'gallery') {
    const { gallery } = await import('./catalogue/index.ts');
    post(gallery());
    return;
  }
  if (command.type === 'start') show = start(command);
  // An engine that did not start says why to everything it is asked for.
  const started = await show;
  if (command.type !== 'start') await started?.obey(command);
}

/** The backend is fetched and compiled while the engine is read. */
async function start(command: Extract<Command, { type: 'start' }>): Promise<Show> {
  const backend = chooseBackend(command.backend, { wasmPath: command.wasmPath });
  // Whoever awaits it hears of its failure; until then nobody has to.
  backend.catch(() => {});
  const { methodCatalogue, Show } = await import('./engine.ts');
  post(methodCatalogue());
  return Show.start(command, { backend: (await backend).name, post, inTurn });
}
