/** Give what tweakpane makes the names that it shows, for those who do not see them. */
export function labelInputs(root: HTMLElement): void {
  for (const row of root.querySelectorAll('.tp-lblv')) {
    const label = row.querySelector('.tp-lblv_l')?.textContent;
    const folder = row.closest('.tp-fldv')?.querySelector('.tp-fldv_t')?.textContent;
    for (const input of row.querySelectorAll('input, select')) {
      const what = (input as HTMLInputElement).type === 'range' ? 'slider' : '';
      input.setAttribute('aria-label', [folder, label, what].filter(Boolean).join(' '));
    }
  }
}
