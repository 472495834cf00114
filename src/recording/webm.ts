import type { Canvas } from '@napi-rs/canvas';
import { ArrayBufferTarget, Muxer } from 'webm-muxer';
import type { Encoder, Film } from './encoder.ts';

/** Of the frames, 0 … 100: text stays sharp. */
const QUALITY = 88;

/** A video of VP8 key frames: a lossy WebP image is one, with a header of its own. */
export class WebmEncoder implements Encoder {
  readonly #muxer: Muxer<ArrayBufferTarget>;
  readonly #fps: number;
  #frames = 0;

  constructor({ width, height, fps }: Film) {
    this.#muxer = new Muxer({
      target: new ArrayBufferTarget(),
      video: { codec: 'V_VP8', width, height, frameRate: fps },
    });
    this.#fps = fps;
  }

  async add(canvas: Canvas): Promise<void> {
    const frame = keyFrameOf(await canvas.encode('webp', QUALITY));
    this.#muxer.addVideoChunkRaw(frame, 'key', (1e6 * this.#frames++) / this.#fps);
  }

  async finish(): Promise<Uint8Array> {
    this.#muxer.finalize();
    return withDuration(new Uint8Array(this.#muxer.target.buffer), (1000 * this.#frames) / this.#fps);
  }
}

/** The VP8 key frame in a lossy WebP file: `RIFF`, size, `WEBP`, then chunks of name, size and content, padded to even lengths. RFC 9649. */
export function keyFrameOf(webp: Uint8Array): Uint8Array {
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength);
  for (let at = 12; at + 8 <= webp.length; ) {
    const name = String.fromCharCode(...webp.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    if (name === 'VP8 ') return webp.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error('a picture without a VP8 key frame');
}

/** Duration, 0x4489, of 8 bytes. */
const DURATION = [0x44, 0x89, 0x88];

/** The muxer takes the beginning of the last frame for the end. */
function withDuration(file: Uint8Array, milliseconds: number): Uint8Array {
  const at = file.findIndex((_, i) => DURATION.every((byte, k) => file[i + k] === byte));
  new DataView(file.buffer, file.byteOffset).setFloat64(at + DURATION.length, milliseconds);
  return file;
}
