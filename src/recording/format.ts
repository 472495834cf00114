import { extname } from 'node:path';
import { InputError } from '../errors.ts';
import { FORMATS, type Format } from '../filming/index.ts';

/** What a file is, by its ending. @throws InputError */
export function formatOf(path: string): Format {
  const ending = extname(path).slice(1).toLowerCase();
  const format = FORMATS.find((each) => each === ending);
  if (format) return format;
  throw new InputError(`out: must be a file that ends in .webm, .gif or .png, got ${JSON.stringify(path)}`);
}
