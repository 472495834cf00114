import { type FieldPath, InputError } from '../../errors.ts';
import { type Override, pathsOf } from '../../playing/index.ts';
import { isAboutField, isInputError, withoutPlace } from './source.ts';

/** Run `action` on a scene with overrides; where it complains about a field that one of them set, that one is to blame. */
export async function blameOverrides<T>(
  overrides: readonly Override[],
  scene: unknown,
  action: () => T | Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isInputError(error) || !isAboutField(error)) throw error;
    const guilty = overrides.findLast((each) => pathsOf(scene, each).some((set) => touches(set, error.path)));
    if (!guilty) throw error;
    throw new InputError(`${guilty.text}: ${withoutPlace(error)}`, { cause: error });
  }
}

/** An error at the field, inside its new value, or at the object that should not have it. */
const touches = (set: FieldPath, wrong: FieldPath): boolean => {
  const common = Math.min(set.length, wrong.length);
  return common >= set.length - 1 && set.slice(0, common).every((key, i) => key === wrong[i]);
};
