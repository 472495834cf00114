import type { Player } from '../playing/index.ts';
import type { Easel } from './easel.ts';
import type { Encoder, Pace } from './encoder.ts';

export interface FilmOptions {
  /** Which parts of the run the frames show, ascending. */
  parts: readonly number[];
  easel: Easel;
  encoder: Encoder;
  /** Of the frames that are painted; where a format needs all of them first, the writing comes after that. */
  onPainted?: Pace['onFrame'];
  onWritten?: Pace['onFrame'];
  /** Aborted, it stops between two steps. */
  signal?: AbortSignal | undefined;
}

/**
 * Play a scene and paint it frame by frame, in its own time and not that of a clock: the same seed on the same backend gives the same pictures.
 * @returns the file; nothing when it was aborted
 */
export async function film(player: Player, options: FilmOptions): Promise<Uint8Array | undefined> {
  const { parts, easel, encoder, onPainted, onWritten, signal } = options;
  for (const [i, part] of parts.entries()) {
    if (!(await player.to(part, signal ? { signal } : {}))) return undefined;
    await easel.paint(player);
    await encoder.add(easel.sheet);
    await onPainted?.((i + 1) / parts.length);
  }
  const file = await encoder.finish({ signal, ...(onWritten && { onFrame: onWritten }) });
  return signal?.aborted ? undefined : file;
}

/** Why every ensemble was stopped; nothing where one was not. */
export function stopOf({ world }: Player): string | undefined {
  const ensembles = [...world.ensembles.values()];
  return ensembles.every(({ status }) => status === 'stopped') ? ensembles[0]!.reason : undefined;
}
