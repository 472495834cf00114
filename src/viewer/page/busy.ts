import { element } from './dom.ts';
import type { Session } from './scene/session.ts';
import type { WorkerLink } from './worker-link.ts';

/** Milliseconds of silence after which a step is a long one. */
const PATIENCE = 900;
const LOOK = 300;

/** Says that something is still being computed when the engine has been silent for a while. */
export class Busy {
  readonly element = element('p', { class: 'busy', hidden: true, role: 'status' }, 'computing …');

  constructor(link: WorkerLink, session: Session) {
    setInterval(() => {
      const isExpected = session.playing || link.isOpening;
      this.element.hidden = !(isExpected && link.silence > PATIENCE);
    }, LOOK);
  }
}
