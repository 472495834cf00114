import { InputError, RunError } from '../errors.ts';
import type { Progress } from '../headless/index.ts';
import type { Look } from '../picture/index.ts';
import { Player } from '../playing/index.ts';
import type { BackendName } from '../tensor/index.ts';
import type { Scene } from '../world/index.ts';
import { Easel } from './easel.ts';
import type { Encoder, Film } from './encoder.ts';
import { registerFonts } from './fonts.ts';
import { type Format, formatOf } from './format.ts';
import { GifEncoder } from './gif.ts';
import { OutputFile } from './output-file.ts';
import { PngEncoder } from './png.ts';
import { WebmEncoder } from './webm.ts';

export interface RecordOptions {
  /** A file that ends in .webm, .gif or .png. */
  out: string;
  /** How long a film takes; default 8. */
  seconds?: number | undefined;
  /** Frames per second; default 25. */
  fps?: number | undefined;
  /** Pixels; default 1280 × 720. */
  size?: { width: number; height: number } | undefined;
  theme?: Look['theme'] | undefined;
  /** Which part of the run a .png shows, 0 … 1; default its end. */
  at?: number | undefined;
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

/** A GIF counts hundredths of a second, and browsers show what is shorter than two of them slowly. */
const MOST_FPS = { gif: 50, webm: 120, png: Number.POSITIVE_INFINITY };
const MOST_FRAMES = 20_000;

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
      const { easel, encoder } = await studioFor(player, format, { ...size, fps }, options.theme ?? 'dark');
      for (const [i, part] of parts.entries()) {
        if (!(await player.to(part, signal ? { signal } : {}))) return undefined;
        await easel.paint();
        await encoder.add(easel.canvas);
        options.onProgress?.({ fraction: (i + 1) / parts.length, particleSteps: particleSteps(player) });
      }
      const content = await encoder.finish();
      if (signal?.aborted) return undefined;
      await file.finish(content);
      const stopped = reasonOf(player);
      const seconds = format === 'png' ? 0 : parts.length / fps;
      return { out, frames: parts.length, ...size, seconds, bytes: content.length, ...(stopped && { stopped }) };
    } finally {
      player.dispose();
    }
  } finally {
    await file.discard();
  }
}

/** Which parts of the run the frames show: the first its start, the last its end. */
function partsOf(format: Format, { seconds = 8, fps = 25, at = 1 }: RecordOptions): { parts: number[]; fps: number } {
  if (!(at >= 0 && at <= 1)) throw new InputError(`at: must be a part of the run, 0 to 1, got ${at}`);
  if (format === 'png') return { parts: [at], fps };
  if (!(fps > 0 && fps <= MOST_FPS[format])) {
    throw new InputError(`fps: must be more than 0 and at most ${MOST_FPS[format]} for a .${format}, got ${fps}`);
  }
  const frames = Math.round(seconds * fps);
  if (!(frames >= 2 && frames <= MOST_FRAMES)) {
    throw new InputError(`seconds: must be 2 to ${MOST_FRAMES} frames, got ${seconds} at ${fps} frames per second`);
  }
  return { parts: Array.from({ length: frames }, (_, i) => i / (frames - 1)), fps };
}

/** The canvas is native code, which there may be none of for a machine: only who records needs it. */
async function studioFor(
  player: Player,
  format: Format,
  film: Film,
  theme: Look['theme'],
): Promise<{ easel: Easel; encoder: Encoder }> {
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas').catch((error: unknown) => {
    throw new RunError(
      `@napi-rs/canvas: cannot be loaded on this machine (${(error as Error).message.split('\n', 1)[0]})`,
    );
  });
  const easel = new Easel(createCanvas(film.width, film.height), player, { theme, fonts: registerFonts(GlobalFonts) });
  const encoder =
    format === 'webm' ? new WebmEncoder(film) : format === 'gif' ? new GifEncoder(film) : new PngEncoder();
  return { easel, encoder };
}

const particleSteps = ({ world }: Player): number =>
  [...world.ensembles.values()].reduce((sum, { steps, count }) => sum + steps * count, 0);

function reasonOf({ world }: Player): string | undefined {
  const ensembles = [...world.ensembles.values()];
  return ensembles.every(({ status }) => status === 'stopped') ? ensembles[0]!.reason : undefined;
}
