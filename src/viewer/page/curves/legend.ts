import { element } from '../dom.ts';

/** Which ensembles are shown, as buttons with their colours. */
export class Legend {
  readonly element = element('div', { class: 'legend', role: 'group', 'aria-label': 'Ensembles shown' });
  readonly #hidden = new Set<string>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  hides(ensemble: string): boolean {
    return this.#hidden.has(ensemble);
  }

  showAll(): void {
    this.#hidden.clear();
  }

  fill(ensembles: readonly string[], colourOf: (index: number) => string): void {
    const buttons = ensembles.map((ensemble, i) =>
      element(
        'button',
        {
          ...{ type: 'button', class: 'legend-entry', style: `--series: ${colourOf(i)}` },
          'aria-pressed': String(!this.hides(ensemble)),
          on: { click: ({ currentTarget }) => this.#toggle(ensemble, currentTarget as HTMLElement) },
        },
        element('span', { class: 'dot' }),
        ensemble,
      ),
    );
    this.element.replaceChildren(...buttons);
  }

  #toggle(ensemble: string, button: HTMLElement): void {
    if (!this.#hidden.delete(ensemble)) this.#hidden.add(ensemble);
    button.setAttribute('aria-pressed', String(!this.hides(ensemble)));
    this.#changed();
  }
}
