import { element, setText } from './dom.ts';
import { iconButton } from './icon-button.ts';

/** One line at the top of the page that says what is wrong. */
export class Banner {
  readonly #line = element('p', { class: 'banner-line' });
  readonly element = element(
    'div',
    { class: 'banner', role: 'alert', hidden: true, 'data-testid': 'banner' },
    this.#line,
    iconButton({ icon: 'close', label: 'Dismiss', press: () => this.clear() }),
  );

  say(message: string): void {
    setText(this.#line, message);
    this.element.hidden = false;
  }

  clear(): void {
    this.element.hidden = true;
  }

  /** What nobody else has caught ends here too. */
  listen(): void {
    addEventListener('error', ({ message, error }) => this.say(messageOf(error ?? message)));
    addEventListener('unhandledrejection', ({ reason }) => this.say(messageOf(reason)));
  }
}

export const messageOf = (reason: unknown): string =>
  String(reason instanceof Error ? reason.message : reason).split('\n')[0]!;
