import type { Encoder, Film } from './encoder.ts';
import type { Format } from './format.ts';
import { GifEncoder } from './gif.ts';
import { PngEncoder } from './png.ts';
import { WebmEncoder } from './webm.ts';

export function encoderFor(format: Format, film: Film): Encoder {
  if (format === 'png') return new PngEncoder();
  return format === 'gif' ? new GifEncoder(film) : new WebmEncoder(film);
}
