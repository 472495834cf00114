import { quantize } from './gifenc.ts';

/** Colours that must be exact: those of paper, shading, text and particles cover most of a picture. */
const EXACT = 96;
const COLOURS = 255;
/** Colours whose channels agree in so many bits are not told apart. */
const BITS = 7;

type Rgb = [red: number, green: number, blue: number];

/** The 255 colours of an animation. */
export class ColourTable {
  readonly palette: Rgb[];
  /** The entry behind the colours. */
  readonly unchanged: number;
  /** The nearest entry, plus 1, of every colour that was asked for. */
  readonly #known = new Uint16Array(1 << (3 * BITS));

  private constructor(palette: Rgb[]) {
    this.palette = [...palette, [0, 0, 0]];
    this.unchanged = palette.length;
  }

  /** @param pictures red, green, blue and opacity, a byte each */
  static of(pictures: readonly Uint8Array[]): ColourTable {
    const exact = mostFrequent(pictures);
    const rest = quantize(joined(pictures), COLOURS - exact.length);
    return new ColourTable([...exact, ...rest.map(([red, green, blue]): Rgb => [red!, green!, blue!])]);
  }

  indicesOf(picture: Uint8Array): Uint8Array {
    const indices = new Uint8Array(picture.length / 4);
    for (let at = 0, from = 0; at < indices.length; at++, from += 4) {
      const [red, green, blue] = [picture[from]!, picture[from + 1]!, picture[from + 2]!];
      const key = ((red >> 1) << (2 * BITS)) | ((green >> 1) << BITS) | (blue >> 1);
      this.#known[key] ||= this.#nearest(red, green, blue) + 1;
      indices[at] = this.#known[key]! - 1;
    }
    return indices;
  }

  #nearest(red: number, green: number, blue: number): number {
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < this.unchanged; i++) {
      const [r, g, b] = this.palette[i]!;
      const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (distance < least) [nearest, least] = [i, distance];
    }
    return nearest;
  }
}

function joined(pictures: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pictures.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const picture of pictures) {
    all.set(picture, at);
    at += picture.length;
  }
  return all;
}

function mostFrequent(pictures: readonly Uint8Array[]): Rgb[] {
  const counts = new Map<number, number>();
  for (const picture of pictures) {
    const view = new DataView(picture.buffer, picture.byteOffset, picture.byteLength);
    for (let at = 0; at < picture.length; at += 4) {
      const colour = view.getUint32(at) >>> 8;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  }
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || a - b).slice(0, EXACT);
  return sorted.map(([colour]) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
}
