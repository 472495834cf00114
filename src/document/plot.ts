import type * as PlotModule from '@observablehq/plot';
import type { Interval } from '../picture/index.ts';
import { html, Markup } from './html.ts';
import { SVG, shadedFrame } from './shaded-frame.ts';

export type Plot = typeof PlotModule;

/** Observable Plot, drawing into a document that is not a browser's. */
export class Plotter {
  readonly plot: Plot;
  readonly #document: Document;
  /** The ids of drawings that later pictures refer to. */
  readonly #drawn = new Map<object, string>();
  #masks = 0;

  private constructor(plot: Plot, document: Document) {
    this.plot = plot;
    this.#document = document;
  }

  /** Loaded only when a report is written. */
  static async load(): Promise<Plotter> {
    const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
    return new Plotter(plot, parseHTML('<!doctype html><html></html>').document as unknown as Document);
  }

  /** A picture that says to a screen reader what it shows. */
  draw(title: string, options: PlotModule.PlotOptions): Markup {
    const figure = this.plot.plot({
      ...options,
      document: this.#document,
      className: 'plot',
      style: { overflow: 'visible', background: 'none' },
    });
    figure.setAttribute('role', 'img');
    figure.setAttribute('aria-label', title);
    // Plot's own style sheet, once per picture, is in the page's.
    for (const style of figure.querySelectorAll('style')) style.remove();
    // Parts of a picture say nothing to who does not see it: Plot labels them all the same, which they may not be.
    for (const part of figure.querySelectorAll('[aria-label]')) part.setAttribute('aria-hidden', 'true');
    const label = this.#document.createElementNS(SVG, 'title');
    label.textContent = title;
    figure.prepend(label);
    return new Markup(figure.outerHTML);
  }

  /**
   * The `render` of a mark that looks the same in every picture of `subject`: drawn in the first one, referred to by the others. The
   * contours are most of a report's bytes.
   */
  once(subject: object): PlotModule.RenderFunction {
    return (index, scales, values, dimensions, context, next) => {
      const known = this.#drawn.get(subject);
      if (known) {
        const reference = context.document.createElementNS(SVG, 'use');
        reference.setAttribute('href', `#${known}`);
        return reference;
      }
      const id = `drawing-${this.#drawn.size + 1}`;
      const drawing = next!(index, scales, values, dimensions, context)!;
      drawing.setAttribute('id', id);
      this.#drawn.set(subject, id);
      return drawing;
    };
  }

  /** Points as one path: a tenth of the size of as many circles. */
  points(data: { x: Float64Array; y: Float64Array }, colour: string, radius: number): PlotModule.Markish {
    const { plot } = this;
    return plot.dot({ length: data.x.length } as ArrayLike<unknown>, {
      x: data.x,
      y: data.y,
      render: (index, _scales, { x, y }, _dimensions, context) => {
        const at = (i: number): string => `M${format(x![i])} ${format(y![i])}h0`;
        const path = context.document.createElementNS(SVG, 'path');
        path.setAttribute('d', Array.from(index, at).join(''));
        path.setAttribute('class', 'points');
        path.setAttribute('style', `stroke:${colour};stroke-width:${2 * radius}`);
        return path;
      },
    });
  }

  /**
   * A frame of one colour, which covers as much as a grey picture is white: what is in a picture could not follow the colours of the page.
   * @param picture its address, and the box that it fills
   */
  shade({ address, x, y }: { address: string; x: Interval; y: Interval }, colour: string): PlotModule.Markish {
    const mask = `mask-${++this.#masks}`;
    const box = { x1: [x[0]], x2: [x[1]], y1: [y[1]], y2: [y[0]] };
    return this.plot.rect([0], { ...box, render: shadedFrame(mask, address, colour) });
  }
}

/** How an axis writes its ticks: numbers of five digits and more in powers of ten, which fit beside each other. */
export const tickFormat = (domain: readonly number[]): string | undefined =>
  domain.some((value) => Math.abs(value) >= 1e4) ? '~e' : undefined;

const format = (pixels: unknown): string => (pixels as number).toFixed(1);

/** Colours that stay apart for colour-blind eyes (after Okabe & Ito 2008), lighter on dark paper: see the style sheet. */
export const colourOf = (i: number): string => `var(--series-${(i % 8) + 1})`;

export const legend = (entries: readonly { index: number; summary: { name: string } }[]): Markup =>
  html`<ul class="legend">${entries.map(
    ({ index, summary }) => html`<li><span class="swatch series-${(index % 8) + 1}"></span>${summary.name}</li>`,
  )}</ul>`;

/** A picture of something over time. */
export const CURVE = { width: 480, height: 210, marginLeft: 44, marginBottom: 34, marginTop: 12, marginRight: 12 };

/** Says which curves leave their picture. */
export const outsideNote = (
  exhibits: readonly { index: number; summary: { name: string } }[],
  outside: readonly number[],
): string | undefined => {
  const names = exhibits.filter(({ index }) => outside.includes(index)).map(({ summary }) => summary.name);
  return names.length > 0 ? `; ${names.join(', ')} ${names.length > 1 ? 'leave' : 'leaves'} the picture` : undefined;
};
