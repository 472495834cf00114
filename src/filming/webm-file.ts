import { ArrayBufferTarget, Muxer } from 'webm-muxer';
import type { Film } from './encoder.ts';

/** A film in the making: encoded frames in a WebM. */
export class WebmFile {
  readonly #muxer: Muxer<ArrayBufferTarget>;
  readonly #fps: number;
  #frames = 0;

  constructor({ width, height, fps }: Film, codec: 'V_VP8' | 'V_VP9' = 'V_VP8') {
    this.#muxer = new Muxer({ target: new ArrayBufferTarget(), video: { codec, width, height, frameRate: fps } });
    this.#fps = fps;
  }

  /** The next frame. @param type whether it can be read without those before it */
  add(data: Uint8Array, type: 'key' | 'delta' = 'key'): void {
    this.#muxer.addVideoChunkRaw(data, type, (1e6 * this.#frames++) / this.#fps);
  }

  finish(): Uint8Array {
    this.#muxer.finalize();
    return withDuration(new Uint8Array(this.#muxer.target.buffer), (1000 * this.#frames) / this.#fps);
  }
}

/** Duration, 0x4489, of 8 bytes. */
const DURATION = [0x44, 0x89, 0x88];

/** The muxer takes the beginning of the last frame for the end. */
function withDuration(file: Uint8Array, milliseconds: number): Uint8Array {
  const at = file.findIndex((_, i) => DURATION.every((byte, k) => file[i + k] === byte));
  new DataView(file.buffer, file.byteOffset).setFloat64(at + DURATION.length, milliseconds);
  return file;
}
