import '../../../systems/index.ts';
import { firstLine } from '../../errors.ts';
import type { Command, Report } from '../protocol.ts';
import { catalogue } from './catalogue/index.ts';
import { Show } from './show.ts';

const post = (report: Report): void => self.postMessage(report);

post(catalogue());

let show: Promise<Show> | undefined;
/** Commands take effect one after the other. */
let last: Promise<unknown> = Promise.resolve();

function inTurn(action: () => Promise<void>): void {
  last = last.then(action).catch((error) => post({ type: 'failed', message: firstLine(error) }));
}

self.onmessage = ({ data: command }: MessageEvent<Command>) => inTurn(() => obey(command));

async function obey(command: Command): Promise<void> {
  if (command.type === 'start') show = Show.start(command, post, inTurn);
  // An engine that did not start says why to everything it is asked for.
  const started = await show;
  if (command.type !== 'start') await started?.obey(command);
}
