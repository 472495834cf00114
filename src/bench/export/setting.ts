import type { BenchRecord } from '../record.ts';

/** What the one ensemble of a cell was run with. */
export interface Setting {
  /** Type of the method. */
  type: string;
  parameters: Record<string, unknown>;
  dimension?: number;
  count?: number;
}

/** Of failed cells the dimension is known only where the scene states it. */
export function settingOf({ cell, result }: BenchRecord): Setting {
  const [ensemble] = cell.scene.ensembles;
  const { type = 'unknown', ...parameters } = (ensemble?.method ?? {}) as { type?: string };
  const dimension = ensemble?.dimension ?? result?.cloud.shape[1];
  const count = ensemble?.count ?? cell.scene.count;
  return { type, parameters, ...(dimension && { dimension }), ...(count && { count }) };
}
