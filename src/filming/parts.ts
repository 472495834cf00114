import { InputError } from '../errors.ts';
import type { Format } from './format.ts';

export interface FilmLength {
  /** How long a film takes; default 8. */
  seconds?: number | undefined;
  /** Frames per second; default 25. */
  fps?: number | undefined;
  /** Which part of the run a picture shows, 0 … 1; default its end. */
  at?: number | undefined;
}

/** A GIF counts hundredths of a second, and browsers show what is shorter than two of them slowly. */
export const MOST_FPS: Record<Format, number> = { gif: 50, webm: 120, png: Number.POSITIVE_INFINITY };
const MOST_FRAMES = 20_000;

/** Which parts of the run the frames show: the first its start, the last its end. @throws InputError */
export function partsOf(
  format: Format,
  { seconds = 8, fps = 25, at = 1 }: FilmLength,
): { parts: number[]; fps: number } {
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
