import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldsOf } from '../../src/viewer/worker/fields.ts';
import { methods } from '../../src/world/index.ts';
import '../../systems/index.ts';

const fieldOf = (type: z.ZodType) => fieldsOf(z.strictObject({ value: type }))[0]!;

describe('parameters as controls', () => {
  it('numbers have their bounds, and integers none that means nothing', () => {
    expect(fieldOf(z.number().positive().default(0.1).describe('η'))).toEqual({
      ...{ name: 'value', description: 'η', optional: false },
      ...{ kind: 'number', integer: false, initial: 0.1, low: 0 },
    });
    expect(fieldOf(z.number().min(0.5).max(1).default(1))).toMatchObject({ low: 0.5, high: 1 });
    const count = fieldOf(z.int().positive().optional());
    expect(count).toMatchObject({ kind: 'number', integer: true, optional: true });
    expect(count).not.toHaveProperty('high');
  });

  it('choices, switches, and data where nothing else fits', () => {
    expect(fieldOf(z.enum(['a', 'b']).default('b'))).toMatchObject({
      kind: 'choice',
      choices: ['a', 'b'],
      initial: 'b',
    });
    expect(fieldOf(z.boolean().default(true))).toMatchObject({ kind: 'switch', initial: true });
    const either = z.union([z.number().positive(), z.literal('auto')]).default('auto');
    expect(fieldOf(either)).toMatchObject({ kind: 'data', initial: 'auto' });
    expect(fieldOf(z.custom<object>())).toMatchObject({ kind: 'data' });
  });

  it('a value must be given only where there is neither a default nor leave', () => {
    const fields = fieldsOf(z.strictObject({ a: z.number(), b: z.number().optional(), c: z.number().default(2) }));
    expect(fields.map(({ name, optional, initial }) => [name, optional, initial])).toEqual([
      ['a', false, undefined],
      ['b', true, undefined],
      ['c', false, 2],
    ]);
  });

  it.each(methods().map(({ definition }) => [definition.type, definition] as const))(
    'every parameter of %s is there and described, and its defaults are what the schema fills in',
    (_, { parameters }) => {
      const fields = fieldsOf(parameters);
      expect(fields.map(({ name }) => name)).toEqual(Object.keys(parameters.shape));
      expect(fields.filter(({ description }) => description === '')).toEqual([]);
      const needed = fields.filter(({ initial, optional }) => initial === undefined && !optional);
      const given = needed.map((field) => [field.name, field.kind === 'choice' ? field.choices[0] : 1]);
      const filled = parameters.parse(Object.fromEntries(given)) as Record<string, unknown>;
      for (const { name, initial } of fields) if (initial !== undefined) expect(filled[name]).toEqual(initial);
    },
  );
});
