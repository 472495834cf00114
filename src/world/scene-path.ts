import type { FieldPath } from '../errors.ts';
import { failAtField, withinField } from '../schema.ts';

/** Run `action`, and put the place in the scene before what it complains about. */
export const within = <T>(path: FieldPath, action: () => T): T => withinField('scene', path, action);

/** @throws InputError about the field of the scene at `path` */
export function fail(path: FieldPath, message: string): never {
  return failAtField('scene', path, message);
}
