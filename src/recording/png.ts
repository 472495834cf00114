import type { Canvas } from '@napi-rs/canvas';
import type { Encoder } from './encoder.ts';

/** The last picture. */
export class PngEncoder implements Encoder {
  #file: Uint8Array = new Uint8Array();

  async add(canvas: Canvas): Promise<void> {
    this.#file = await canvas.encode('png');
  }

  async finish(): Promise<Uint8Array> {
    return this.#file;
  }
}
