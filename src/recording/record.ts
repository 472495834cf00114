import { RunError } from '../errors.ts';
import { Easel, encoderFor, type FilmLength, film, partsOf, stopOf } from '../filming/index.ts';
import type { Progress } from '../headless/index.ts';
import type { Look } from '../picture/index.ts';
import { Player } from '../playing/index.ts';
import type { BackendName } from '../tensor/index.ts';
import type { Scene } from '../world/index.ts';
import { registerFonts } from './fonts.ts';
import { formatOf } from './format.ts';
import { OutputFile } from './output-file.ts';
import { sheetOn } from './sheet.ts';

export interface RecordOptions extends FilmLength {
  /** A file that ends in .webm, .gif or .png. */
  out: string;
  /** Pixels; default 1280 × 720. */
  size?: { width: number; height: number } | undefined;
  theme?: Look['theme'] | undefined;
  backend?: BackendName | 'auto' | undefined;
  onProgress?: (progress: Progress) => void;
  /** Aborted, it stops between two steps, and there is no file. */
  signal?: AbortSignal;
}

export interface Recording {
  out: string;
  frames: number;
  width: number;
  height: number;
  /** How long it takes; 0 for a picture. */
  seconds: number;
  bytes: number;
  /** Why every ensemble was stopped, if they were. */
  stopped?: string;
}

/**
 * Play a scene and paint it frame by frame, in its own time and not that of a clock: the same seed on the same backend gives the same pictures.
 * @returns nothing when it was interrupted
 * @throws InputError for options that make no sense, a scene that cannot be built or a file that cannot be written
 */
export async function record(scene: Scene, options: RecordOptions): Promise<Recording | undefined> {
  const { out, size = { width: 1280, height: 720 }, backend, signal } = options;
  const format = formatOf(out);
  const { parts, fps } = partsOf(format, options);
  const file = await OutputFile.open(out);
  try {
    const player = await Player.open(scene, { backend: backend ?? 'auto' });
    try {
      const content = await film(player, {
        ...{ parts, signal, encoder: encoderFor(format, { ...size, fps }) },
        easel: await easelFor(size, options.theme ?? 'dark'),
        onPainted: (fraction) => options.onProgress?.({ fraction, particleSteps: particleSteps(player) }),
      });
      if (!content) return undefined;
      await file.finish(content);
      const stopped = stopOf(player);
      const seconds = format === 'png' ? 0 : parts.length / fps;
      return { out, frames: parts.length, ...size, seconds, bytes: content.length, ...(stopped && { stopped }) };
    } finally {
      player.dispose();
    }
  } finally {
    await file.discard();
  }
}

/** The canvas is native code, which there may be none of for a machine: only who records needs it. */
async function easelFor({ width, height }: { width: number; height: number }, theme: Look['theme']): Promise<Easel> {
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas').catch((error: unknown) => {
    throw new RunError(
      `@napi-rs/canvas: cannot be loaded on this machine (${(error as Error).message.split('\n', 1)[0]})`,
    );
  });
  return new Easel(sheetOn(createCanvas(width, height)), { theme, fonts: registerFonts(GlobalFonts) });
}

const particleSteps = ({ world }: Player): number =>
  [...world.ensembles.values()].reduce((sum, { steps, count }) => sum + steps * count, 0);
