import type { Encoder, Film } from './encoder.ts';
import type { Frame } from './frame.ts';
import { WebmFile } from './webm-file.ts';

/** A video of VP8 key frames: a lossy WebP image is one, with a header of its own. */
export class WebmEncoder implements Encoder {
  readonly #file: WebmFile;

  constructor(film: Film) {
    this.#file = new WebmFile(film);
  }

  async add(frame: Frame): Promise<void> {
    this.#file.add(keyFrameOf(await frame.encoded('webp')));
  }

  async finish(): Promise<Uint8Array> {
    return this.#file.finish();
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
