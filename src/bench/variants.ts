import { checkMethod, type MethodSpec } from '../world/index.ts';
import type { SuiteMethod } from './suite.ts';

/**
 * The methods that one entry of a suite stands for: itself, or every combination of the values in `vary`, named after them: `langevin-0.1`.
 * @throws InputError when a parameter is none of the method's
 */
export function variantsOf(entry: SuiteMethod): SuiteMethod[] {
  const { vary = {}, ...rest } = entry;
  const combinations = Object.entries(vary).reduce<Record<string, unknown>[]>(
    (all, [parameter, values]) => all.flatMap((before) => values.map((value) => ({ ...before, [parameter]: value }))),
    [{}],
  );
  return combinations.map((values) => {
    const spec: MethodSpec = { ...(rest.method as MethodSpec), ...values };
    // A parameter that the method does not have, or a value that it may not have, is found here.
    checkMethod(spec);
    return { ...rest, name: [rest.name, ...Object.values(values).map(wordOf)].join('-'), method: spec };
  });
}

/** A value as a part of a name: letters, digits, dots. */
const wordOf = (value: unknown): string =>
  (typeof value === 'object' ? JSON.stringify(value) : String(value))
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
