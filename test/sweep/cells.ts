import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Cell } from '../../src/sweep/index.ts';

/** A task whose cells say what it does. */
export const TASK = pathToFileURL(resolve(import.meta.dirname, '../fixtures/sweep/task.mjs'));

/** A cell of that task; those with different seeds are different cells. */
export const cellOf = (seed: number | string, parameters: Record<string, unknown> = {}): Cell => ({
  name: `cell/${seed}`,
  scene: { name: 'tiny', title: 'Tiny', seed: String(seed) } as unknown as Cell['scene'],
  parameters,
});

export const cellsOf = (count: number, parameters?: Record<string, unknown>): Cell[] =>
  Array.from({ length: count }, (_, seed) => cellOf(seed, parameters));
