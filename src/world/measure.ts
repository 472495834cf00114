import { z } from 'zod';
import { formatValue } from '../schema.ts';
import { buildTarget, type Target, type TargetSpec } from '../targets/index.ts';

/** A measure in a scene: its spec, or the object itself where it is code (`custom`). */
export type Measure = TargetSpec | Target;

export const isTarget = (value: unknown): value is Target =>
  typeof value === 'object' && value !== null && 'logDensity' in value && typeof value.logDensity === 'function';

/** Data with a type: a measure or a method, which its own schema checks. */
export const typed = z.looseObject({ type: z.string().min(1) });

export const such = (example: string) => ({
  error: ({ input }: { input?: unknown }) => `must be a ${example}, got ${formatValue(input)}`,
});

export const measure = z.custom<Measure>(
  (value) => isTarget(value) || typed.safeParse(value).success,
  such('target such as { "type": "gaussian", ... }'),
);

/** The measure itself. @throws InputError */
export const measureOf = (value: Measure): Target => (isTarget(value) ? value : buildTarget(value));
