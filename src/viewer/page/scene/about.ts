import type { SceneInput } from '../../protocol.ts';
import { methodTexts } from '../../texts/index.ts';
import { element } from '../dom.ts';
import type { WorkerLink } from '../worker-link.ts';
import type { Session } from './session.ts';

/** Between the parts of a formula, which stand below each other in a narrow column. */
const SEPARATOR = /,?\s*\\qquad\s*/;

/** What a scene shows, its methods with their formulas, and where they come from. */
export class About {
  readonly element = element('div', { class: 'about' });
  readonly #session: Session;

  constructor(link: WorkerLink, session: Session) {
    this.#session = session;
    link.on('opened', ({ scene }) => void this.#write(scene));
    link.on('changed', ({ scene }) => void this.#write(scene));
  }

  async #write({ title, description = '', citation = '', ensembles, changes = [] }: SceneInput): Promise<void> {
    const methods = [...ensembles.map(({ method }) => method), ...changes.flatMap(({ method }) => method ?? [])];
    const types = [...new Set(methods.map((method) => (method as { type: string }).type))];
    const { default: katex } = await import('katex');
    this.element.replaceChildren(
      element('h2', {}, title),
      element('p', {}, description),
      ...(citation ? [element('p', { class: 'citation' }, citation)] : []),
      ...types.map((type) => this.#method(type, (formula, into) => katex.render(formula, into, { displayMode: true }))),
    );
  }

  #method(type: string, set: (formula: string, into: HTMLElement) => void): HTMLElement {
    const card = this.#session.card(type);
    const text = methodTexts[type];
    const name = card?.title ?? type;
    const formula = element('div', { class: 'formula', role: 'group', tabindex: 0, 'aria-label': `Formula: ${name}` });
    for (const line of text?.formula.split(SEPARATOR) ?? []) {
      const box = element('div');
      set(line, box);
      formula.append(box);
    }
    return element(
      'section',
      { class: 'method-text' },
      element('h3', {}, name),
      ...(text ? [formula, element('p', {}, text.says)] : []),
      element('p', { class: 'citation' }, card?.source ?? ''),
    );
  }
}
