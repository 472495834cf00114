import type { z } from 'zod';
import { type FieldPath, firstLine, InputError } from './errors.ts';

/** `ensembles[0].method.stepSize`, or `here` for the root. */
export function formatPath(path: FieldPath, root = ''): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return root + (root ? text : text.replace(/^\./, ''));
}

/** A value as a user would write it, cut to one readable line. */
export function formatValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number') return String(value);
  const text = jsonOf(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Nothing for what JSON cannot hold: symbols, big integers, cycles. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function valueAt(root: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], root);
}

/** zod says what is wrong; users need what is allowed. */
function allowed(issue: z.core.$ZodIssue, fields: readonly string[] = []): string {
  switch (issue.code) {
    case 'too_small':
      return `must be ${sizeOf(issue.origin)}${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${sizeOf(issue.origin)}${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'invalid_type':
      return issue.expected === 'int' ? 'must be an integer' : `must be ${article(issue.expected)}`;
    case 'unrecognized_keys':
      return `has no field ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}${fields.length > 0 ? `, there are ${fields.join(', ')}` : ''}`;
    case 'invalid_union': {
      const types = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
      if (types.length > 0) return `must be ${types.map((type) => JSON.stringify(type)).join(' or ')}`;
      const options = issue.errors.flatMap((branch) => branch.slice(0, 1).map((each) => allowed(each)));
      return [...new Set(options)].join(', or ') || issue.message;
    }
    default:
      return issue.message;
  }
}

interface SchemaParts {
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  innerType?: z.core.$ZodType;
}

/** The names of the fields of the object at `path`; none where the schema does not say. */
function fieldsAt(schema: z.core.$ZodType | undefined, path: FieldPath): string[] {
  const { shape, element, innerType } = (schema?._zod.def ?? {}) as SchemaParts;
  if (innerType) return fieldsAt(innerType, path);
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(shape ?? {});
  return fieldsAt(typeof key === 'number' ? element : shape?.[key], rest);
}

const sizeOf = (origin: string): string =>
  origin === 'array' ? 'a list of length ' : origin === 'string' ? 'a text of length ' : '';

const article = (noun: string): string => {
  const plain = noun === 'array' || noun === 'tuple' ? 'list' : noun === 'record' ? 'object' : noun;
  return /^[aeiou]/.test(plain) ? `an ${plain}` : `a ${plain}`;
};

/** What is wrong inside the one branch of a union that the value was meant for: the others refuse it as a whole. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const deep = issue.errors.flatMap((branch) => branch.slice(0, 1)).filter(({ path }) => path.length > 0);
  return deep.length === 1 ? innermost({ ...deep[0]!, path: [...issue.path, ...deep[0]!.path] }) : issue;
}

/**
 * `value` checked and completed by `schema`.
 * @param where names the root in the message: `scene`, `langevin`, …
 * @throws InputError with one line: the field, what is allowed, what was there.
 */
export function parse<S extends z.ZodType>(
  schema: S,
  value: unknown,
  where: string,
  path: FieldPath = [],
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = innermost(result.error.issues[0]!);
  const inner = issue.path as (string | number)[];
  const got = valueAt(value, inner);
  // A message that was written for the user already says it all.
  const suffix = issue.code === 'custom' || issue.code === 'unrecognized_keys' ? '' : `, got ${formatValue(got)}`;
  const message = `${formatPath(inner, where)}: ${allowed(issue, fieldsAt(schema, inner))}${suffix}`;
  throw new InputError(message, { path: [...path, ...inner] });
}

/** Run `action`, and put the place in the user's input before what it complains about. @param root what the input is called: `scene`, `suite`, … */
export function withinField<T>(root: string, path: FieldPath, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${formatPath(path, root)}: ${firstLine(error)}`, {
      path: [...path, ...error.path],
      cause: error,
    });
  }
}

/** @throws InputError about the field of the user's input at `path` */
export function failAtField(root: string, path: FieldPath, message: string): never {
  throw new InputError(`${formatPath(path, root)}: ${message}`, { path });
}
