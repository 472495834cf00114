import { type FieldPath, firstLine, InputError } from '../errors.ts';
import { formatPath } from '../schema.ts';

/** Run `action`, and put the place in the scene before what it complains about. */
export function within<T>(path: FieldPath, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${formatPath(path, 'scene')}: ${firstLine(error)}`, {
      path: [...path, ...error.path],
      cause: error,
    });
  }
}

/** @throws InputError about the field of the scene at `path` */
export function fail(path: FieldPath, message: string): never {
  throw new InputError(`${formatPath(path, 'scene')}: ${message}`, { path });
}
