import type { z } from 'zod';
import { parse } from '../schema.ts';
import { guard } from './guard.ts';
import type { Target } from './target.ts';

/** A target type: its parameters and how to build it. */
export interface TargetDefinition<S extends z.ZodType = z.ZodType> {
  /** Its name in scene files, kebab-case. */
  type: string;
  title: string;
  /** One line for `ottoflow list targets`. */
  description: string;
  parameters: S;
  build(parameters: z.output<S>): Omit<Target, 'spec'>;
}

/** The factory of a target: parameters in, target out. @throws InputError naming the parameter that is wrong */
export interface TargetFactory<S extends z.ZodType = z.ZodType> {
  (...parameters: Record<string, never> extends z.input<S> ? [z.input<S>?] : [z.input<S>]): Target;
  readonly definition: TargetDefinition<S>;
}

/** Define a target type. One call a file; the factory it returns is the file's public name, and goes into `registry.ts`. */
export function defineTarget<S extends z.ZodObject>(definition: TargetDefinition<S>): TargetFactory<S> {
  const factory = (parameters: unknown = {}): Target => {
    const checked = parse(definition.parameters, parameters, definition.type);
    const built = guard(definition.build(checked));
    // Object.defineProperties, not a spread: moments are computed when first asked for.
    const descriptors = Object.getOwnPropertyDescriptors({ spec: { type: definition.type, ...checked } });
    return Object.defineProperties(built, descriptors) as Target;
  };
  return Object.assign(factory, { definition }) as unknown as TargetFactory<S>;
}
