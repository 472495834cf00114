import type { Canvas } from '@napi-rs/canvas';

/** Makes one file of pictures that are painted one after the other on the same canvas. */
export interface Encoder {
  /** Take what is on the canvas now as the next frame. */
  add(canvas: Canvas): Promise<void>;
  /** The file. */
  finish(): Promise<Uint8Array>;
}

/** What an encoder must know beforehand. */
export interface Film {
  width: number;
  height: number;
  /** Frames per second. */
  fps: number;
}
