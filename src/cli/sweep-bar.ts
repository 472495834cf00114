import type { SingleBar } from 'cli-progress';
import { formatSeconds } from '../headless/index.ts';
import type { SweepProgress } from '../sweep/index.ts';
import { barOnTerminal } from './bar.ts';

/** Seconds between lines where stderr is no terminal. */
const LINE_EVERY = 15;

/** A bar over the cells of a sweep with the time left; a line now and then where stderr is no terminal that can redraw one. */
export class SweepBar {
  readonly #visible: boolean;
  readonly #bar: SingleBar | undefined;
  #lastLine = performance.now();

  constructor(visible: boolean) {
    this.#visible = visible;
    this.#bar = barOnTerminal(visible, '{bar} {value}/{total} cells  {failed}{left} left', { failed: '', left: '–' });
  }

  update({ done, failed, skipped, total, secondsLeft }: SweepProgress): void {
    const finished = done + failed + skipped;
    const left = secondsLeft === undefined ? '–' : formatSeconds(Math.ceil(secondsLeft));
    if (this.#bar) {
      this.#bar.setTotal(Math.max(1, total));
      this.#bar.update(finished, { failed: failed > 0 ? `${failed} failed  ` : '', left });
      return;
    }
    if (!this.#visible || performance.now() - this.#lastLine < LINE_EVERY * 1000) return;
    this.#lastLine = performance.now();
    process.stderr.write(`${finished} of ${total} cells, ${failed} failed, ${left} left\n`);
  }

  stop(): void {
    this.#bar?.stop();
  }
}
