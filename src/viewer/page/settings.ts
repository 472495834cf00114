import type { Look } from '../protocol.ts';

const THEME = 'ottoflow-theme';

const INITIAL: Omit<Look, 'theme'> = {
  layout: 'side-by-side',
  ground: 'contours',
  potentials: true,
  headings: false,
  trails: true,
  marginals: true,
  coupling: true,
  exact: true,
  mirror: false,
};

/** How things look; the theme is remembered, and follows the system until it is chosen. */
export class Settings {
  #look: Look;
  readonly #listeners: ((look: Look) => void)[] = [];

  constructor() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.#look = { ...INITIAL, theme: remembered() ?? (dark.matches ? 'dark' : 'light') };
    this.#dress();
    dark.addEventListener('change', () => {
      if (!remembered()) this.change({ theme: dark.matches ? 'dark' : 'light' });
    });
  }

  get look(): Look {
    return this.#look;
  }

  change(part: Partial<Look>): void {
    this.#look = { ...this.#look, ...part };
    this.#dress();
    for (const listener of this.#listeners) listener(this.#look);
  }

  toggleTheme(): void {
    const theme = this.#look.theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(THEME, theme);
    this.change({ theme });
  }

  toggleLayout(): void {
    this.change({ layout: this.#look.layout === 'overlay' ? 'side-by-side' : 'overlay' });
  }

  onChange(listener: (look: Look) => void): void {
    this.#listeners.push(listener);
  }

  #dress(): void {
    document.documentElement.dataset.theme = this.#look.theme;
  }
}

function remembered(): Look['theme'] | undefined {
  const theme = localStorage.getItem(THEME);
  return theme === 'dark' || theme === 'light' ? theme : undefined;
}

export const wantsLessMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;
