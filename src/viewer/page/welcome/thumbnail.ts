import { element } from '../dom.ts';

/** The picture of a scene in both themes, of which one is shown; a lazy picture that is not shown is not loaded. */
export const thumbnail = (name: string): HTMLElement =>
  element('span', { class: 'thumbnail' }, picture(name, 'dark'), picture(name, 'light'));

const picture = (name: string, theme: 'dark' | 'light'): HTMLElement =>
  element('img', {
    ...{ class: `thumbnail-${theme}`, src: `thumbnails/${name}-${theme}.webp`, alt: '' },
    ...{ width: 400, height: 250, loading: 'lazy', decoding: 'async' },
  });
