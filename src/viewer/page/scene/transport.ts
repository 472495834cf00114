import type { Report } from '../../protocol.ts';
import { element, setText } from '../dom.ts';
import { dress, iconButton } from '../icon-button.ts';
import type { WorkerLink } from '../worker-link.ts';
import { progressOf } from './progress.ts';
import type { Session } from './session.ts';

/** Seconds that a run takes at the pace 1. */
const SECONDS = 12;
const PACES = [0.1, 0.25, 0.5, 1, 2, 4];

type Moment = Extract<Report, { type: 'moment' }>;

/** Play, step, go back, and how fast. */
export class Transport {
  readonly #link: WorkerLink;
  readonly #session: Session;
  readonly #play = iconButton({ icon: 'play', label: 'Play', key: 'Space', press: () => this.toggle() });
  readonly #time = element('output', { class: 'time', 'data-testid': 'time' });
  readonly #scrub = element('input', {
    ...{ type: 'range', class: 'scrub', min: 0, max: 1, step: 0.001, value: 0 },
    ...{ 'aria-label': 'Part of the run', 'data-testid': 'scrub' },
    on: { input: () => this.#goTo(Number(this.#scrub.value)) },
  });
  readonly #pace = element(
    'select',
    { class: 'pace', 'aria-label': 'Pace', on: { change: () => this.#tellPace() } },
    ...PACES.map((pace) => element('option', { value: pace, selected: pace === 1 }, `${pace}×`)),
  );
  readonly element: HTMLElement;

  constructor(link: WorkerLink, session: Session) {
    this.#link = link;
    this.#session = session;
    this.element = element(
      'div',
      { class: 'transport', role: 'toolbar', 'aria-label': 'Run', 'data-testid': 'transport' },
      iconButton({ icon: 'reset', label: 'Reset', key: 'r', press: () => this.reset() }),
      this.#play,
      iconButton({ icon: 'step', label: 'Step', key: 's', press: () => link.tell({ type: 'step' }) }),
      this.#scrub,
      this.#time,
      this.#pace,
    );
    link.on('moment', (moment) => this.#show(moment));
  }

  toggle(): void {
    const { playing, part } = this.#session;
    if (!playing && part >= 1) this.reset();
    this.#link.tell({ type: playing ? 'pause' : 'play' });
  }

  reset(): void {
    this.#link.tell({ type: 'reset' });
  }

  /** Back or on by a part of the run, within what has been computed. */
  nudge(by: number): void {
    this.#goTo(this.#session.part + by);
  }

  #goTo(part: number): void {
    const within = Math.min(this.#session.reached, Math.max(0, part));
    this.#scrub.value = String(within);
    this.#link.tell({ type: 'scrub', part: within });
  }

  #tellPace(): void {
    this.#link.tell({ type: 'pace', seconds: SECONDS / Number(this.#pace.value) });
  }

  #show({ part, reached, playing }: Moment): void {
    dress(this.#play, playing ? 'pause' : 'play', playing ? 'Pause' : 'Play');
    this.#scrub.value = String(part);
    this.#scrub.style.setProperty('--part', `${100 * part}%`);
    this.#scrub.style.setProperty('--reached', `${100 * reached}%`);
    const text = progressOf(this.#session.scene?.duration, part);
    this.#scrub.setAttribute('aria-valuetext', text);
    setText(this.#time, text);
  }
}
