import { z } from 'zod';
import type { SceneInput } from '../world/index.ts';

/** One unit of work of a sweep, as plain data that any executor can carry: what is run, and what is asked of it. */
export interface Cell {
  /** For people: `ring/mala/3`. It is no part of the key. */
  name: string;
  /** The scene with its seed, as JSON data. */
  scene: SceneInput;
  /** What the task makes of the scene: moments of measurement, metrics, sizes. Plain JSON. */
  parameters: Record<string, unknown>;
}

/** A cell on its way to a worker. */
export interface Job {
  /** `keyOfCell(cell, version)`. */
  key: string;
  /** `engineVersion()` of the sweep: a worker of another version refuses the job. */
  version: string;
  cell: Cell;
}

/** What became of a job: one file of the store. */
export type CellRecord = Job & Outcome;

export type Outcome =
  | {
      status: 'done';
      /** What the task gave: plain JSON, the same bits wherever it ran. */
      result: unknown;
      /** Seconds of wall clock by phase (setup, warmup, run, measure). */
      wallTime: Record<string, number>;
    }
  | {
      status: 'failed';
      /** One line. */
      reason: string;
    };

/** What is done with a cell. It may throw: then the cell is recorded as failed, and the sweep goes on. */
export type Task = (cell: Cell) => Promise<{ result: unknown; wallTime: Record<string, number> }>;

export const cellSchema = z.strictObject({
  name: z.string().min(1).max(300),
  scene: z.custom<SceneInput>((value) => typeof value === 'object' && value !== null, 'must be a scene'),
  parameters: z.record(z.string(), z.unknown()),
});
