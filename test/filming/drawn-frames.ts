import type { Frame } from '../../src/filming/index.ts';

export const SIZE = { width: 61, height: 40 };

/** A square of 300 colours that moves over stripes: more colours than a GIF has, and nothing that two canvases could paint differently. */
export const drawnFrames = (count: number): Frame[] => Array.from({ length: count }, (_, i) => frameOf(pixelsAt(i)));

function pixelsAt(frame: number): Uint8Array {
  const { width, height } = SIZE;
  const pixels = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, along] = [x - 5 - 3 * frame, y - 8 - frame];
      const inSquare = across >= 0 && across < 20 && along >= 0 && along < 15;
      const stripe = 20 + 40 * (y % 3);
      pixels.set(inSquare ? [12 * across, 16 * along, 200, 255] : [stripe, stripe, 60, 255], 4 * (y * width + x));
    }
  }
  return pixels;
}

const frameOf = (pixels: Uint8Array): Frame => ({
  pixels: () => pixels,
  encoded: () => Promise.reject(new Error('only pixels')),
});

/** SHA-256 in hexadecimal digits, in Node and in browsers. */
export async function digestOf(file: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(file)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Of the GIF of five frames at 10 a second. */
export const GIF_DIGEST = '25e082e4b5e1c132cf712650c8ff14070124712f4add3fb57418f5ca959900f3';
