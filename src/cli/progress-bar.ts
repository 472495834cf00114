import { SingleBar } from 'cli-progress';
import { formatSeconds, type Progress } from '../headless/index.ts';

/** A bar on stderr with the rate and the time left; nothing at all where stderr is no terminal that can redraw a line. */
export class ProgressBar {
  readonly #bar: SingleBar | undefined;
  #first: (Progress & { at: number }) | undefined;

  constructor(visible: boolean) {
    if (!visible || !process.stderr.isTTY || process.env.TERM === 'dumb') return;
    this.#bar = new SingleBar({
      format: '{bar} {percent} %  {rate} particle steps/s  {left} left',
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      fps: 8,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: 24,
    });
    this.#bar.start(1, 0, { percent: '0', rate: '–', left: '–' });
  }

  update(progress: Progress): void {
    if (!this.#bar) return;
    // Counted from here: a resumed run does not start at nothing, and drawing the particles is no step.
    this.#first ??= { ...progress, at: performance.now() };
    const seconds = (performance.now() - this.#first.at) / 1000;
    const gained = progress.fraction - this.#first.fraction;
    const steps = progress.particleSteps - this.#first.particleSteps;
    this.#bar.update(progress.fraction, {
      percent: String(Math.floor(progress.fraction * 100)),
      rate: steps > 0 ? compact.format(steps / seconds) : '–',
      left: gained > 0 ? formatSeconds(Math.ceil(((1 - progress.fraction) * seconds) / gained)) : '–',
    });
  }

  stop(): void {
    this.#bar?.stop();
  }
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
