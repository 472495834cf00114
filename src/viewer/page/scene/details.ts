import { element, setText } from '../dom.ts';
import { percent } from '../text.ts';
import type { WorkerLink } from '../worker-link.ts';

/** What computes the run, and the hash of its state, which a run elsewhere on the same backend has too. */
export class Details {
  readonly #engine = element('dd', {}, '–');
  readonly #hash = element('dd', { class: 'hash', 'data-testid': 'hash' }, '–');
  readonly #at = element('dd', {}, '–');
  readonly element: HTMLElement;

  constructor(link: WorkerLink) {
    this.element = element(
      'details',
      { class: 'details' },
      element('summary', {}, 'State of the run'),
      element(
        'dl',
        {},
        ...[element('dt', {}, 'computed and drawn by'), this.#engine],
        ...[element('dt', {}, 'part of the run'), this.#at],
        ...[element('dt', {}, 'SHA-256 of the state'), this.#hash],
      ),
      element(
        'button',
        { type: 'button', class: 'button', on: { click: () => link.tell({ type: 'hash' }) } },
        'Pause and hash the state',
      ),
    );
    link.on('ready', ({ backend, renderer }) => setText(this.#engine, `tfjs ${backend}, Pixi ${renderer}`));
    link.on('opened', () => this.#show('–', '–'));
    link.on('changed', () => this.#show('–', '–'));
    link.on('hash', ({ hash, part }) => this.#show(hash, `${part} (${percent(part)})`));
  }

  #show(hash: string, at: string): void {
    setText(this.#hash, hash);
    setText(this.#at, at);
  }
}
