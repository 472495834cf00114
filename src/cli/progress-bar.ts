import type { SingleBar } from 'cli-progress';
import { formatSeconds, type Progress } from '../headless/index.ts';
import { barOnTerminal } from './bar.ts';

/** A bar on stderr with the rate and the time left; nothing at all where stderr is no terminal that can redraw a line. */
export class ProgressBar {
  readonly #bar: SingleBar | undefined;
  #first: (Progress & { at: number }) | undefined;

  constructor(visible: boolean) {
    const nothing = { percent: '0', rate: '–', left: '–' };
    this.#bar = barOnTerminal(visible, '{bar} {percent} %  {rate} particle steps/s  {left} left', nothing);
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
