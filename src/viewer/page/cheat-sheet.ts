import { element } from './dom.ts';
import { iconButton } from './icon-button.ts';
import { SHORTCUTS } from './keys.ts';

/** What keys do. */
export function cheatSheet(): HTMLDialogElement {
  const dialog = element(
    'dialog',
    { class: 'sheet-dialog', 'aria-labelledby': 'cheat-sheet-title', 'data-testid': 'cheat-sheet' },
    element(
      'div',
      { class: 'dialog-head' },
      element('h2', { id: 'cheat-sheet-title' }, 'Keys'),
      iconButton({ icon: 'close', label: 'Close', press: () => dialog.close() }),
    ),
    element(
      'dl',
      { class: 'keys' },
      ...SHORTCUTS.map(({ keys, shown, says }) =>
        element('div', {}, element('dt', {}, element('kbd', {}, shown ?? keys.join(' '))), element('dd', {}, says)),
      ),
    ),
  );
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
