import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Canvas } from '@napi-rs/canvas';
import { ColourTable } from './colour-table.ts';
import type { Encoder, Film } from './encoder.ts';
import { GIFEncoder } from './gifenc.ts';

/** So many frames, spread over all, say which colours there are. */
const ASKED = 9;

/**
 * An animation that goes on for ever, in the 255 colours that suit all of its frames best; the last entry of the table stands for what is as in the
 * frame before. Frames wait, compressed, until the last one is known.
 */
export class GifEncoder implements Encoder {
  readonly #film: Film;
  readonly #frames: Uint8Array[] = [];

  constructor(film: Film) {
    this.#film = film;
  }

  async add(canvas: Canvas): Promise<void> {
    this.#frames.push(deflateRawSync(canvas.data(), { level: 1 }));
  }

  async finish(): Promise<Uint8Array> {
    const { width, height, fps } = this.#film;
    const frames = this.#frames;
    const step = Math.max(1, (frames.length - 1) / (ASKED - 1));
    const asked = [...new Set(Array.from({ length: ASKED }, (_, i) => Math.round(i * step)))];
    const table = ColourTable.of(asked.filter((i) => i < frames.length).map((i) => inflateRawSync(frames[i]!)));
    const gif = GIFEncoder();
    let before: Uint8Array | undefined;
    for (const [i, frame] of frames.entries()) {
      const now = table.indicesOf(inflateRawSync(frame));
      gif.writeFrame(before ? changesFrom(before, now, table.unchanged) : now, width, height, {
        ...(before ? { transparent: true, transparentIndex: table.unchanged, dispose: 1 } : { palette: table.palette }),
        ...{ delay: 10 * delayOf(i, fps), repeat: 0 },
      });
      before = now;
    }
    gif.finish();
    return gif.bytes();
  }
}

/** Hundredths of a second that a frame is shown: rounded so that errors do not add up. */
const delayOf = (frame: number, fps: number): number =>
  Math.round((100 * (frame + 1)) / fps) - Math.round((100 * frame) / fps);

const changesFrom = (before: Uint8Array, now: Uint8Array, unchanged: number): Uint8Array =>
  now.map((index, at) => (index === before[at] ? unchanged : index));
