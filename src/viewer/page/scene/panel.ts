import { element, setAttribute } from '../dom.ts';

export interface Tab {
  name: string;
  content: HTMLElement;
  /** Called when it comes into view, and when it goes. */
  shown?(isShown: boolean): void;
}

/** The column beside the panes: one of several sheets at a time. */
export class Panel {
  readonly #tabs: readonly Tab[];
  readonly #buttons: HTMLButtonElement[];
  readonly element: HTMLElement;
  #active = 0;

  constructor(tabs: readonly Tab[]) {
    this.#tabs = tabs;
    this.#buttons = tabs.map(({ name }, i) =>
      element(
        'button',
        {
          ...{ type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': `sheet-${name}` },
          on: { click: () => this.show(name), keydown: (event) => this.#move(event, i) },
        },
        name,
      ),
    );
    const sheets = tabs.map(({ name, content }) => {
      for (const [key, value] of Object.entries({
        id: `sheet-${name}`,
        role: 'tabpanel',
        'aria-labelledby': `tab-${name}`,
        tabindex: 0,
      }))
        content.setAttribute(key, String(value));
      content.classList.add('sheet');
      return content;
    });
    this.element = element(
      'aside',
      { class: 'panel', 'aria-label': 'Scene', 'data-testid': 'panel' },
      element('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Scene' }, ...this.#buttons),
      ...sheets,
    );
    this.#dress();
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  toggle(): void {
    this.element.hidden = !this.element.hidden;
    this.#tabs[this.#active]!.shown?.(this.isOpen);
  }

  show(name: string): void {
    const next = this.#tabs.findIndex((tab) => tab.name === name);
    if (!this.isOpen) this.element.hidden = false;
    if (next !== this.#active) this.#tabs[this.#active]!.shown?.(false);
    this.#active = next;
    this.#dress();
    this.#tabs[next]!.shown?.(true);
  }

  #move(event: KeyboardEvent, from: number): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (from + by + this.#tabs.length) % this.#tabs.length;
    this.show(this.#tabs[next]!.name);
    this.#buttons[next]!.focus();
  }

  #dress(): void {
    this.#tabs.forEach(({ content }, i) => {
      const isActive = i === this.#active;
      content.hidden = !isActive;
      setAttribute(this.#buttons[i]!, 'aria-selected', String(isActive));
      setAttribute(this.#buttons[i]!, 'tabindex', isActive ? 0 : -1);
    });
  }
}
