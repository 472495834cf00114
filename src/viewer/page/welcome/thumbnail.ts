import { element } from '../dom.ts';

/** A picture of a scene, made when the site is built; where there is none, an empty frame. */
export function thumbnail(name: string): HTMLElement {
  return element('span', { class: 'thumbnail', 'data-scene': name });
}
