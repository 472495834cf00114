export { Easel, type FilmLook } from './easel.ts';
export type { Encoder, Film, Pace } from './encoder.ts';
export { encoderFor } from './encoder-for.ts';
export { type FilmOptions, film, stopOf } from './film.ts';
export { FORMATS, type Format } from './format.ts';
export { type Frame, type Sheet, WEBP_QUALITY } from './frame.ts';
export { type FilmLength, MOST_FPS, partsOf } from './parts.ts';
export { WebmFile } from './webm-file.ts';
