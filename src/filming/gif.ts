import { applyChanges, changesBetween } from './changes.ts';
import { ColourTable } from './colour-table.ts';
import type { Encoder, Film, Pace } from './encoder.ts';
import type { Frame } from './frame.ts';
import { GIFEncoder } from './gifenc.ts';

/** So many frames, spread over all, say which colours there are. */
const ASKED = 9;

/**
 * An animation that goes on for ever, in the 255 colours that suit all of its frames best; the last entry of the table stands for what is as in the
 * frame before. Frames wait, as changes, until the last one is known.
 */
export class GifEncoder implements Encoder {
  readonly #film: Film;
  readonly #changes: Uint32Array[] = [];
  #last: Uint32Array;

  constructor(film: Film) {
    this.#film = film;
    this.#last = this.#blank();
  }

  async add(frame: Frame): Promise<void> {
    const picture = new Uint32Array(Uint8Array.from(frame.pixels()).buffer);
    this.#changes.push(changesBetween(this.#last, picture));
    this.#last = picture;
  }

  async finish({ onFrame, signal }: Pace = {}): Promise<Uint8Array> {
    const { width, height, fps } = this.#film;
    const table = this.#table();
    const gif = GIFEncoder();
    let before: Uint8Array | undefined;
    for (const [i, picture] of this.#pictures()) {
      const now = table.indicesOf(picture);
      gif.writeFrame(before ? changesFrom(before, now, table.unchanged) : now, width, height, {
        ...(before ? { transparent: true, transparentIndex: table.unchanged, dispose: 1 } : { palette: table.palette }),
        ...{ delay: 10 * delayOf(i, fps), repeat: 0 },
      });
      before = now;
      await onFrame?.((i + 1) / this.#changes.length);
      if (signal?.aborted) break;
    }
    gif.finish();
    return gif.bytes();
  }

  #table(): ColourTable {
    const last = this.#changes.length - 1;
    const step = Math.max(1, last / (ASKED - 1));
    const asked = new Set(Array.from({ length: ASKED }, (_, i) => Math.round(i * step)));
    const pictures: Uint8Array[] = [];
    for (const [i, picture] of this.#pictures()) if (asked.has(i)) pictures.push(picture.slice());
    return ColourTable.of(pictures);
  }

  /** One after the other in the same place. */
  *#pictures(): Generator<[frame: number, picture: Uint8Array]> {
    const picture = this.#blank();
    for (const [i, changes] of this.#changes.entries()) {
      applyChanges(picture, changes);
      yield [i, new Uint8Array(picture.buffer)];
    }
  }

  #blank(): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#film.width * this.#film.height);
  }
}

/** Hundredths of a second that a frame is shown: rounded so that errors do not add up. */
const delayOf = (frame: number, fps: number): number =>
  Math.round((100 * (frame + 1)) / fps) - Math.round((100 * frame) / fps);

const changesFrom = (before: Uint8Array, now: Uint8Array, unchanged: number): Uint8Array =>
  now.map((index, at) => (index === before[at] ? unchanged : index));
