import { z } from 'zod';
import { failAtField, formatValue, parse } from '../schema.ts';
import type { TargetSpec } from '../targets/index.ts';
import { durationSchema, type MethodSpec } from '../world/index.ts';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be kebab-case, such as ring-of-eight')
  .max(60);
/** What a factory made becomes the data that rebuild it. */
const spec = z.preprocess(
  (value) => (value as { spec?: unknown } | null | undefined)?.spec ?? value,
  z.looseObject({ type: z.string() }),
);

/** A target of a suite and where particles start. */
const target = z.strictObject({
  name,
  target: spec,
  initial: spec.describe('what particles are drawn from; the same for every method'),
  lengthScale: z
    .number()
    .positive()
    .default(1)
    .describe('ℓ: standard deviation of the target in its narrowest direction'),
  count: z.int().min(2).optional().describe('particles; default that of the suite'),
  budget: z.number().positive().optional().describe('evaluations per particle; default that of the suite'),
});

/** A method of a suite, its parameters, and the targets it is for. */
const method = z.strictObject({
  name,
  method: spec,
  scale: z
    .record(z.string(), z.number())
    .default({})
    .describe('powers of ℓ that parameters are multiplied by, e.g. { "stepSize": 2 } for a time'),
  vary: z
    .record(z.string(), z.array(z.unknown()).min(1))
    .optional()
    .describe('a grid: every combination of these values of parameters is a method of its own'),
  maxDimension: z.int().positive().optional(),
  targets: z.array(name).optional().describe('only on these; default all'),
  count: z.int().min(2).optional(),
  duration: durationSchema.optional().describe('in place of the budget of the suite'),
});

export const suiteSchema = z.strictObject({
  name,
  title: z.string().min(1),
  description: z.string().default(''),
  seed: z.union([z.string(), z.number()]).transform(String).default('0'),
  count: z.int().min(2).default(500).describe('particles'),
  budget: z
    .number()
    .positive()
    .default(300)
    .describe('evaluations of ∇ log π (of log π, where a method has no gradients) per particle'),
  warmup: z.number().min(0).max(0.9).default(0.3).describe('part of the budget for adaptation and burn-in'),
  replicates: z.int().min(1).max(10_000).default(10).describe('independent repetitions, each with its own seed'),
  targets: z.array(target).min(1),
  methods: z.array(method).min(1),
});

export type SuiteInput = z.input<typeof suiteSchema>;
export type Suite = z.output<typeof suiteSchema>;
export type SuiteTarget = Suite['targets'][number] & { target: TargetSpec };
export type SuiteMethod = Suite['methods'][number] & { method: MethodSpec };

/**
 * Check a suite and fill in its defaults: the default export of a file for `ottoflow bench --suite`. Targets and methods are the factories of
 * `ottoflow/targets` and `ottoflow/systems`, or plain data.
 * @throws InputError whose `path` leads to the field that is wrong
 */
export function defineSuite(input: SuiteInput): Suite {
  const suite = parse(suiteSchema, input, 'suite');
  requireUnique(suite.targets, 'targets');
  requireUnique(suite.methods, 'methods');
  requireKnown(suite);
  return suite;
}

/** @throws InputError where two have one name */
export function requireUnique(entries: readonly { name: string }[], field: string): void {
  const names = new Set<string>();
  for (const [i, { name }] of entries.entries()) {
    if (names.has(name)) failAtField('suite', [field, i, 'name'], `must be unique, got ${formatValue(name)} twice`);
    names.add(name);
  }
}

/** @throws InputError where a method is for a target that there is none of */
function requireKnown({ targets, methods }: Suite): void {
  const names = targets.map(({ name }) => name);
  for (const [i, { targets: own = [] }] of methods.entries()) {
    const k = own.findIndex((name) => !names.includes(name));
    if (k >= 0)
      failAtField('suite', ['methods', i, 'targets', k], `must be ${names.join(' or ')}, got ${formatValue(own[k])}`);
  }
}
