import { z } from 'zod';
import { BACKENDS, type BackendName } from '../tensor/index.ts';

/** How the task measures a scene: the parameters of a cell. */
export const cellParametersSchema = z.strictObject({
  backend: z.enum(BACKENDS as [BackendName, ...BackendName[]]),
  /** Part of the duration after which draws of independent chains are kept. */
  warmup: z.number().min(0).max(0.9),
  /** Parts of the duration at which the metrics are taken, ascending; the last one is 1. */
  moments: z.array(z.number().gt(0).max(1)).min(1),
});

export type CellParameters = z.output<typeof cellParametersSchema>;
