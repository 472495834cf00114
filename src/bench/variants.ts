import { type FieldPath, InputError } from '../errors.ts';
import { withinField } from '../schema.ts';
import { checkMethod, type MethodSpec } from '../world/index.ts';
import type { SuiteMethod } from './suite.ts';

/** Characters of a name, which is part of names of files. */
const LONGEST = 90;

/**
 * The methods that one entry of a suite stands for: itself, or every combination of the values in `vary`, named after them: `langevin-0.1`.
 * @param path of the entry in the suite
 * @throws InputError when a parameter is none of the method's, or has a value that it may not have
 */
export function variantsOf(entry: SuiteMethod, path: FieldPath): SuiteMethod[] {
  const { vary = {}, ...rest } = entry;
  const combinations = Object.entries(vary).reduce<Record<string, unknown>[]>(
    (all, [parameter, values]) => all.flatMap((before) => values.map((value) => ({ ...before, [parameter]: value }))),
    [{}],
  );
  return combinations.map((values, at) => {
    const method: MethodSpec = { ...(rest.method as MethodSpec), ...values };
    requireMethod(method, vary, path);
    const name = [rest.name, ...Object.values(values).map(wordOf)].join('-');
    return { ...rest, name: name.length > LONGEST ? `${name.slice(0, LONGEST)}-${at + 1}` : name, method };
  });
}

/** What is wrong with a method is wrong in the grid, where it is about a parameter of the grid. */
function requireMethod(method: MethodSpec, vary: Record<string, unknown>, path: FieldPath): void {
  try {
    checkMethod(method);
  } catch (error) {
    const parameter = error instanceof InputError ? String(error.path[0]) : '';
    withinField('suite', [...path, Object.hasOwn(vary, parameter) ? 'vary' : 'method'], () => {
      throw error;
    });
  }
}

/** A value as a part of a name: letters, digits, dots. */
const wordOf = (value: unknown): string =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value))
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
