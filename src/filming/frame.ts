import type { Painter } from '../picture/index.ts';

/** Of lossy WebP, 0 … 100: text stays sharp. */
export const WEBP_QUALITY = 88;

/** A picture that is done. */
export interface Frame {
  /** Rows of red, green, blue, opacity, a byte each, from the top left. */
  pixels(): Uint8Array;
  /** The picture as a file; a WebP is a lossy one of `WEBP_QUALITY`. */
  encoded(type: 'png' | 'webp'): Promise<Uint8Array>;
}

/** A canvas, of Node or of a browser: what was painted on it last is a frame. */
export interface Sheet extends Frame {
  readonly painter: Painter;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
}
