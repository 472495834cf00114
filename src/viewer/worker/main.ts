import '../../../systems/index.ts';
import { firstLine } from '../../errors.ts';
import type { Command, Report } from '../protocol.ts';
import { catalogue } from './catalogue/index.ts';
import { Show } from './show.ts';

const post = (report: Report): void => self.postMessage(report);

post(catalogue());

let show: Show | undefined;
/** Commands take effect one after the other. */
let last: Promise<unknown> = Promise.resolve();

self.onmessage = ({ data: command }: MessageEvent<Command>) => {
  last = last.then(() => obey(command)).catch((error) => post({ type: 'failed', message: firstLine(error) }));
};

async function obey(command: Command): Promise<void> {
  if (command.type === 'start') show = await Show.start(command, post);
  else await show?.obey(command);
}
