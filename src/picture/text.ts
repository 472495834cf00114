import type { Look } from './look.ts';
import type { Painter } from './painter.ts';
import { FONTS } from './palette.ts';

/** How a line of text is set. */
export interface TextStyle {
  colour: string;
  /** CSS pixels; default 12. */
  size?: number;
  bold?: boolean;
  align?: 'left' | 'center' | 'right';
}

/** Sets lines of text on a canvas. */
export class Typesetter {
  readonly #painter: Painter;
  readonly #fonts: string;

  constructor(painter: Painter, { fonts = FONTS }: Pick<Look, 'fonts'>) {
    this.#painter = painter;
    this.#fonts = fonts;
  }

  /** @param y the base line */
  write(text: string, x: number, y: number, style: TextStyle): void {
    this.#prepare(style);
    this.#painter.fillStyle = style.colour;
    this.#painter.textAlign = style.align ?? 'left';
    this.#painter.textBaseline = 'alphabetic';
    this.#painter.fillText(text, x, y);
  }

  widthOf(text: string, style: TextStyle): number {
    this.#prepare(style);
    return this.#painter.measureText(text).width;
  }

  /** As much of a text as fits; nothing where that would say nothing. */
  fitting(text: string, width: number, style: TextStyle): string {
    if (this.widthOf(text, style) <= width) return text;
    for (let length = text.length - 1; length > 3; length--) {
      const cut = `${text.slice(0, length).trimEnd()}...`;
      if (this.widthOf(cut, style) <= width) return cut;
    }
    return '';
  }

  #prepare({ size = 12, bold = false }: TextStyle): void {
    this.#painter.font = `${bold ? 'bold ' : ''}${size}px ${this.#fonts}`;
  }
}
