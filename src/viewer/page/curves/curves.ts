import { element } from '../dom.ts';
import type { Session } from '../scene/session.ts';
import type { Settings } from '../settings.ts';
import type { WorkerLink } from '../worker-link.ts';

/** Energies, distances and what solvers say, over the time of the run. */
export class Curves {
  readonly #link: WorkerLink;
  readonly element = element('div', { class: 'curves' });

  constructor(link: WorkerLink, _session: Session, _settings: Settings) {
    this.#link = link;
  }

  show(isShown: boolean): void {
    this.#link.tell({ type: 'curves', wanted: isShown });
  }
}
