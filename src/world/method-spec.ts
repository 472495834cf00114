import { z } from 'zod';
import { such, typed } from './measure.ts';
import type { MethodSpec } from './model.ts';

/** A method in a scene: data with a type, whose parameters the method itself checks. */
export const methodSpec = z.custom<MethodSpec>(
  (value) => typed.safeParse(value).success,
  such('method such as { "type": "langevin", ... }'),
);
