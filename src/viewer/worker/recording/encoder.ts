import { RunError } from '../../../errors.ts';
import { type Encoder, encoderFor, type Film, type Format } from '../../../filming/index.ts';
import { writes } from './canvas-sheet.ts';
import { CodecEncoder } from './codec-encoder.ts';

/** @throws RunError when the browser can encode no video */
export async function encoderHere(format: Format, film: Film): Promise<Encoder> {
  if (format !== 'webm' || (await writes('webp'))) return encoderFor(format, film);
  const encoder = await CodecEncoder.open(film);
  if (encoder) return encoder;
  throw new RunError(
    'recording: this browser writes neither WebP nor VP8 nor VP9, of which a WebM is made; a GIF it can',
  );
}
