import type { SceneCard } from '../../protocol.ts';
import { element } from '../dom.ts';
import { oneLine } from '../text.ts';
import { groupsOf, type SceneGroup } from './groups.ts';
import { HERO_NAME } from './hero.ts';
import { thumbnail } from './thumbnail.ts';

/** The first page: something that moves, and every scene there is. */
export class Welcome {
  /** Where the stage is put. */
  readonly slot = element('div', { class: 'hero-slot' });
  readonly #groups = element('div', { class: 'groups' });
  readonly #open: (name: string) => void;
  readonly element: HTMLElement;

  constructor(open: (name: string) => void) {
    this.#open = open;
    this.element = element(
      'div',
      { class: 'welcome', 'data-testid': 'gallery' },
      element(
        'section',
        { class: 'hero', 'aria-labelledby': 'welcome-title' },
        element(
          'div',
          { class: 'hero-text' },
          element('h1', { id: 'welcome-title' }, 'Watch probability flow'),
          element(
            'p',
            { class: 'lead' },
            'Gradient flows of measures, samplers and transport maps, side by side on the same target, with the exact law laid over them. ' +
              'Every scene runs here, in your browser, and gives the same numbers on the command line.',
          ),
          element(
            'p',
            { class: 'hero-caption' },
            'Moving now: a cloud spreads over a ring of eight Gaussians by Langevin dynamics, and a second one, which knows no density, follows it.',
          ),
          element(
            'button',
            { type: 'button', class: 'button button-main', on: { click: () => open(HERO_NAME) } },
            'Open this scene',
          ),
        ),
        this.slot,
      ),
      this.#groups,
    );
  }

  fill(scenes: readonly SceneCard[]): void {
    const cards = new Map(scenes.map((scene) => [scene.name, scene]));
    this.#groups.replaceChildren(...groupsOf([...cards.keys()]).map((group) => this.#group(group, cards)));
  }

  #group({ title, says, scenes }: SceneGroup, cards: ReadonlyMap<string, SceneCard>): HTMLElement {
    return element(
      'section',
      { class: 'group', 'aria-label': title },
      element('h2', {}, title),
      element('p', { class: 'group-says' }, says),
      element('ul', { class: 'cards', role: 'list' }, ...scenes.map((name) => this.#card(cards.get(name)!))),
    );
  }

  #card({ name, title, description }: SceneCard): HTMLElement {
    const link = element('a', {
      class: 'card',
      href: `#scene=${name}`,
      'data-scene': name,
      'data-testid': `scene-${name}`,
    });
    link.append(
      thumbnail(name),
      element('span', { class: 'card-title' }, title),
      element('span', { class: 'card-line' }, oneLine(description)),
    );
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#open(name);
    });
    return element('li', {}, link);
  }
}
