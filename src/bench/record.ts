import { z } from 'zod';
import { parse } from '../schema.ts';
import type { Cell } from '../sweep/index.ts';
import type { CellResult } from './result.ts';

/** A cell of a benchmark and what it came to, as reports and exports read it: either a `result` or the reason why there is none. */
export interface BenchRecord {
  target: string;
  method: string;
  replicate: number;
  key: string;
  seed: string;
  /** `engineVersion()` of the run. */
  version: string;
  cell: Cell;
  result?: CellResult;
  /** One line. */
  failed?: string;
  /** Seconds of wall clock by phase: setup, warmup, run, measure. */
  wallTime?: Record<string, number>;
}

/** NaN and ±∞ are results too, which zod's numbers are not. */
const number = z.custom<number>((value) => typeof value === 'number', 'must be a number');
const amount = z.number().min(0);
const count = z.int().min(0);
const packed = z.strictObject({ shape: z.array(count).min(1), data: z.string() });
const metrics = z.record(z.string(), number);
const evaluations = { gradient: amount, density: amount };

const draws = z.strictObject({
  positions: packed,
  logDensity: packed,
  stats: z.record(z.string(), packed).optional(),
  inverseMass: packed.optional(),
  stride: z.int().positive(),
});

/** What a record on disk must hold; lengths of packed arrays are checked when they are unpacked. */
export const cellResultSchema: z.ZodType<CellResult> = z.strictObject({
  status: z.enum(['done', 'stopped']),
  reason: z.string().optional(),
  steps: count,
  time: number,
  evaluations: z.strictObject(evaluations),
  warmup: z.strictObject({ ...evaluations, steps: count }),
  metrics,
  curve: z.array(z.strictObject({ evaluations: z.strictObject(evaluations), steps: count, metrics })),
  solver: z.record(z.string(), z.union([number, z.string(), z.boolean()])),
  diagnostics: z
    .strictObject({ chains: count, draws: count, rHat: number, bulkEss: number, tailEss: number })
    .optional(),
  cloud: packed,
  weights: packed.optional(),
  draws: draws.optional(),
  stateHash: z.string(),
});

/**
 * The result of a record, checked.
 * @param where names the record in the message: `cells/<key>.json`
 * @throws InputError with one line
 */
export const readResult = (value: unknown, where: string): CellResult => parse(cellResultSchema, value, where);
