import { firstLine } from '../../errors.ts';
import type { Command, Report } from '../protocol.ts';
import { Show } from './show.ts';

const post = (report: Report): void => self.postMessage(report);

let show: Promise<Show> | undefined;

self.onmessage = async ({ data: command }: MessageEvent<Command>) => {
  try {
    if (command.type === 'start') show = Show.start(command, post);
    else await (await show)?.obey(command);
    await show;
  } catch (error) {
    post({ type: 'failed', message: firstLine(error) });
  }
};
