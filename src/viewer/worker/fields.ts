import { z } from 'zod';
import type { Field } from '../protocol.ts';

/** What a schema says when it is written as JSON. */
interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** The parameters of a method as controls show them, in the order of the schema. */
export function fieldsOf(parameters: z.ZodObject): Field[] {
  const { properties = {}, required = [] } = z.toJSONSchema(parameters, {
    unrepresentable: 'any',
    io: 'input',
  }) as JsonSchema;
  return Object.entries(properties).map(([name, schema]) => {
    const { description = '', default: initial } = schema;
    const optional = initial === undefined && !required.includes(name);
    return { name, description, optional, ...kindOf(schema) } as Field;
  });
}

function kindOf(schema: JsonSchema): object {
  const start = schema.default === undefined ? {} : { initial: schema.default };
  if (schema.type === 'number' || schema.type === 'integer') {
    return { kind: 'number', integer: schema.type === 'integer', ...start, ...rangeOf(schema) };
  }
  if (schema.type === 'boolean') return { kind: 'switch', ...start };
  if (schema.type === 'string' && schema.enum) return { kind: 'choice', choices: schema.enum, ...start };
  return { kind: 'data', ...start };
}

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): object {
  const low = finite(minimum) ?? finite(exclusiveMinimum);
  const high = finite(maximum) ?? finite(exclusiveMaximum);
  return { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
}

/** Integers of zod are bounded by those that a double holds exactly, which is no bound that means anything. */
const finite = (bound: number | undefined): number | undefined =>
  bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? undefined : bound;
