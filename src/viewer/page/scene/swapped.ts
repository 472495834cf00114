import type { Field, MethodCard, MethodSpec } from '../../protocol.ts';

/** They say how a method solves its steps, not what it follows, and what is right for one method is wrong for another. */
const OWN = ['stepSize', 'tolerance', 'maxIterations', 'solver'];

/** A regulariser that suits points of a unit scale. */
const EPSILON = 0.1;

/** Another method in the place of one: what the two have in common is kept, the rest is as the new method has it. */
export function swapped(old: MethodSpec, { type, fields }: MethodCard): MethodSpec {
  const kept = fields.filter((field) => !OWN.includes(field.name) && allows(field, old[field.name]));
  const given = fields.filter((field) => !kept.includes(field) && needsValue(field));
  return {
    type,
    ...Object.fromEntries(given.map((field) => [field.name, firstValue(field)])),
    ...Object.fromEntries(kept.map(({ name }) => [name, old[name]])),
  };
}

function allows(field: Field, value: unknown): boolean {
  if (value === undefined) return false;
  if (field.kind === 'number') return typeof value === 'number';
  if (field.kind === 'switch') return typeof value === 'boolean';
  if (field.kind === 'choice') return field.choices.includes(value as string);
  // A word means what one method takes it for: `auto`, `median`.
  if (typeof value === 'string') return value === field.initial;
  // What has no default is a measure.
  return field.initial !== undefined || typeof value === 'object';
}

const needsValue = (field: Field): boolean => field.initial === undefined && !field.optional;

function firstValue(field: Field): unknown {
  if (field.kind === 'choice') return field.choices[0];
  if (field.kind === 'switch') return false;
  return field.kind === 'number' ? EPSILON : null;
}
