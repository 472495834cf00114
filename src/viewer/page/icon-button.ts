import { element } from './dom.ts';
import { type IconName, icon } from './icon.ts';

export interface IconButtonOptions {
  icon: IconName;
  label: string;
  /** As in the cheat sheet. */
  key?: string;
  /** Shown beside the picture. */
  text?: string;
  press(): void;
}

export function iconButton({ icon: name, label, key, text, press }: IconButtonOptions): HTMLButtonElement {
  return element(
    'button',
    {
      type: 'button',
      class: text ? 'button' : 'button button-icon',
      'aria-label': label,
      'aria-keyshortcuts': key,
      title: key ? `${label} (${key})` : label,
      on: { click: press },
    },
    icon(name),
    ...(text ? [text] : []),
  );
}

/** Give a button another meaning. */
export function dress(button: HTMLButtonElement, name: IconName, label: string): void {
  if (button.getAttribute('aria-label') === label) return;
  button.setAttribute('aria-label', label);
  button.title = button.title.includes('(') ? button.title.replace(/^.* \(/, `${label} (`) : label;
  button.querySelector('svg')!.replaceWith(icon(name));
}
