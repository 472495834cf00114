import { element, setText } from './dom.ts';

/** Tells those who listen to the page what happens on it. */
export class Announcer {
  readonly element = element('p', { class: 'unseen', role: 'status', 'aria-live': 'polite', 'data-testid': 'status' });

  say(text: string): void {
    setText(this.element, text);
  }
}
