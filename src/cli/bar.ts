import { SingleBar } from 'cli-progress';

/**
 * A bar on stderr that is drawn again and again; nothing where it is not wanted or stderr is no terminal that can redraw a line.
 * @param format of cli-progress, with the names of `start`
 */
export function barOnTerminal(visible: boolean, format: string, start: Record<string, string>): SingleBar | undefined {
  if (!visible || !process.stderr.isTTY || process.env.TERM === 'dumb') return undefined;
  const bar = new SingleBar({
    format,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    fps: 8,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
  });
  bar.start(1, 0, start);
  return bar;
}
