import type { Encoder } from './encoder.ts';
import type { Frame } from './frame.ts';

/** The last picture. */
export class PngEncoder implements Encoder {
  #file: Uint8Array = new Uint8Array();

  async add(frame: Frame): Promise<void> {
    this.#file = await frame.encoded('png');
  }

  async finish(): Promise<Uint8Array> {
    return this.#file;
  }
}
