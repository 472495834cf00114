import { element, setText } from './dom.ts';
import { type IconButtonOptions, iconButton } from './icon-button.ts';

export interface HeaderActions {
  gallery(): void;
  theme(): void;
  help(): void;
  open(): void;
  copy(): void;
  save(): void;
  record(): void;
  panel(): void;
}

/** The line at the top of the page. */
export class Header {
  readonly #tagline = element('p', { class: 'header-title' }, 'a particle engine for Wasserstein dynamics');
  readonly #title = element('h1', { class: 'header-title is-scene', hidden: true });
  readonly #ofScene: HTMLElement;
  readonly element: HTMLElement;

  constructor(actions: HeaderActions) {
    const button = (options: IconButtonOptions): HTMLButtonElement => iconButton(options);
    this.#ofScene = element(
      'span',
      { class: 'header-scene', hidden: true },
      button({ icon: 'link', label: 'Copy link', key: 'l', press: actions.copy }),
      button({ icon: 'record', label: 'Record', key: 'v', press: actions.record }),
      button({ icon: 'save', label: 'Save scene', press: actions.save }),
      button({ icon: 'panel', label: 'Panel', key: 'p', press: actions.panel }),
    );
    this.element = element(
      'header',
      { class: 'header' },
      element(
        'a',
        {
          ...{ class: 'wordmark', href: '#', 'aria-label': 'ottoflow: all scenes', 'data-testid': 'home' },
          on: {
            click: (event) => {
              event.preventDefault();
              actions.gallery();
            },
          },
        },
        'ottoflow',
      ),
      this.#tagline,
      this.#title,
      this.#ofScene,
      button({ icon: 'open', label: 'Open scene', press: actions.open }),
      button({ icon: 'theme', label: 'Dark or light', key: 't', press: actions.theme }),
      button({ icon: 'help', label: 'Keys', key: '?', press: actions.help }),
    );
  }

  /** @param title of the scene that is open; nothing in the gallery */
  show(title: string | undefined): void {
    const inScene = title !== undefined;
    setText(this.#title, title ?? '');
    this.#title.hidden = !inScene;
    this.#tagline.hidden = inScene;
    this.#ofScene.hidden = !inScene;
  }
}
