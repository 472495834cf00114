import type { EnsembleState, PanePlace } from '../../protocol.ts';
import { element, setAttribute, setText } from '../dom.ts';
import type { Settings } from '../settings.ts';
import type { WorkerLink } from '../worker-link.ts';
import { methodSelect } from './method-select.ts';
import type { Session } from './session.ts';
import { swapped } from './swapped.ts';

/** The lines above the plots: whose they are, by which method, and when. */
export class Headings {
  readonly element = element('div', { class: 'headings' });
  readonly #session: Session;
  readonly #link: WorkerLink;
  readonly #settings: Settings;
  #headings: Heading[] = [];

  constructor(link: WorkerLink, session: Session, settings: Settings) {
    this.#session = session;
    this.#link = link;
    this.#settings = settings;
    link.on('panes', ({ panes }) => this.#place(panes));
    link.on('moment', ({ ensembles }) => {
      for (const [i, heading] of this.#headings.entries()) heading.show(ensembles[i]);
    });
    settings.onChange(() => this.#colour());
  }

  /** Put the focus on the pane of an ensemble, by its number from 0 on. */
  focus(index: number): void {
    this.#headings[index]?.focus();
  }

  #place(panes: readonly PanePlace[]): void {
    const isSame = panes.length === this.#headings.length && panes.every((p, i) => this.#headings[i]!.fits(p));
    if (!isSame) {
      this.#headings = panes.map(({ ensemble }) => new Heading(ensemble, this.#session, this.#link));
      this.element.replaceChildren(...this.#headings.map((heading) => heading.element));
    }
    for (const [i, pane] of panes.entries()) this.#headings[i]!.place(pane);
    this.#colour();
  }

  #colour(): void {
    const colours = this.#session.colours[this.#settings.look.theme];
    for (const [i, { element: heading }] of this.#headings.entries()) {
      heading.style.setProperty('--series', colours[i % colours.length] ?? 'currentColor');
    }
  }
}

class Heading {
  readonly #name: string;
  readonly #time = element('span', { class: 'heading-time' });
  readonly #select: HTMLSelectElement;
  readonly #frame = element('div', { class: 'pane-frame' });
  readonly #line: HTMLElement;
  /** Why an ensemble was stopped. */
  readonly #note = element('p', { class: 'pane-note', hidden: true });
  readonly element: HTMLElement;

  constructor(name: string, session: Session, link: WorkerLink) {
    this.#name = name;
    this.#select = methodSelect(session.methods, {
      label: `Method of ${name}`,
      chosen: session.methodOf(name).type,
      choose: (type) =>
        link.tell({ type: 'method', ensemble: name, method: swapped(session.methodOf(name), session.card(type)!) }),
    });
    this.#line = element(
      'div',
      { class: 'heading' },
      element('span', { class: 'dot' }),
      element('strong', { class: 'heading-name' }, name),
      this.#select,
      this.#time,
    );
    this.element = element(
      'div',
      { class: 'pane', role: 'group', 'aria-label': name, tabindex: -1, 'data-testid': `pane-${name}` },
      this.#frame,
      this.#line,
      this.#note,
    );
  }

  fits({ ensemble }: PanePlace): boolean {
    return ensemble === this.#name;
  }

  focus(): void {
    this.element.focus();
  }

  place({ pane, plot, line }: PanePlace): void {
    const place = { left: plot.x, top: pane.y + 4 + 20 * line, width: pane.x + pane.width - 14 - plot.x };
    for (const [side, value] of Object.entries(place)) this.#line.style.setProperty(side, `${value}px`);
    const note = { left: plot.x + 8, top: plot.y + 8, 'max-width': plot.width - 16 };
    for (const [side, value] of Object.entries(note)) this.#note.style.setProperty(side, `${value}px`);
    const frame = { left: pane.x, top: pane.y, width: pane.width, height: pane.height };
    for (const [side, value] of Object.entries(frame)) this.#frame.style.setProperty(side, `${value}px`);
  }

  show(state: EnsembleState | undefined): void {
    if (!state) return;
    const isStopped = state.status === 'stopped';
    if (this.#select.value !== state.method.type) this.#select.value = state.method.type;
    setText(this.#time, isStopped ? 'stopped' : `t = ${state.time}`);
    setText(this.#note, isStopped ? `Stopped: ${state.reason ?? 'the method cannot go on'}` : '');
    this.#note.hidden = !isStopped;
    setAttribute(this.element, 'data-status', state.status);
  }
}
