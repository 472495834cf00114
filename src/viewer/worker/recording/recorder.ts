import { firstLine, InputError } from '../../../errors.ts';
import { Easel, type Format, film, partsOf, stopOf } from '../../../filming/index.ts';
import type { PaneMoment } from '../../../picture/index.ts';
import { Player } from '../../../playing/index.ts';
import type { BackendName } from '../../../tensor/index.ts';
import type { Scene } from '../../../world/index.ts';
import type { RecordingWish, Report } from '../../protocol.ts';
import { canvasSheet } from './canvas-sheet.ts';
import { encoderHere } from './encoder.ts';
import { recordingFonts } from './fonts.ts';

const MEDIA: Record<Format, string> = { webm: 'video/webm', gif: 'image/gif', png: 'image/png' };

/** Makes films and pictures of scenes, one at a time. */
export class Recorder {
  readonly #post: (report: Report) => void;
  readonly #backend: BackendName;
  #stopping: AbortController | undefined;

  constructor(post: (report: Report) => void, backend: BackendName) {
    this.#post = post;
    this.#backend = backend;
  }

  /** A picture of what a player shows, or showed in the past. */
  shoot(player: Player, wish: RecordingWish, past?: readonly PaneMoment[]): Promise<void> {
    return this.#make(wish, async () => {
      const easel = await easelFor(wish);
      await easel.paint(player, past);
      return easel.sheet.encoded('png');
    });
  }

  /** A film of a whole run, in a world of its own; others come to their turn between its frames. */
  film(scene: Scene, wish: RecordingWish): Promise<void> {
    return this.#make(wish, async (signal) => {
      const { parts, fps } = partsOf(wish.format, wish);
      const [easel, encoder] = [await easelFor(wish), await encoderHere(wish.format, { ...wish.size, fps })];
      const player = await Player.open(scene, { backend: this.#backend });
      try {
        const told = (doing: 'painting' | 'writing') => (fraction: number) => this.#tell(doing, fraction);
        const work = { onPainted: told('painting'), onWritten: told('writing') };
        const file = await film(player, { parts, easel, encoder, signal, ...work });
        const reason = file && stopOf(player);
        if (reason) this.#fail(`every ensemble of the recording was stopped; ${reason}`);
        return file;
      } finally {
        player.dispose();
      }
    });
  }

  /** Give up what is being made. */
  stop(): void {
    this.#stopping?.abort();
  }

  async #make(wish: RecordingWish, make: (signal: AbortSignal) => Promise<Uint8Array | undefined>): Promise<void> {
    if (this.#stopping) throw new InputError('recording: one is being made already');
    this.#stopping = new AbortController();
    let file: Uint8Array | undefined;
    try {
      file = await make(this.#stopping.signal);
    } catch (error) {
      this.#fail(firstLine(error));
    }
    this.#stopping = undefined;
    this.#post({ type: 'recorded', ...(file && { file: new Blob([file as BlobPart], { type: MEDIA[wish.format] }) }) });
  }

  #fail(message: string): void {
    this.#post({ type: 'failed', message });
  }

  async #tell(doing: 'painting' | 'writing', fraction: number): Promise<void> {
    this.#post({ type: 'recording', doing, fraction });
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

async function easelFor({ size, look }: RecordingWish): Promise<Easel> {
  const fonts = await recordingFonts();
  return new Easel(canvasSheet(size.width, size.height), { ...look, headings: true, ...(fonts && { fonts }) });
}
