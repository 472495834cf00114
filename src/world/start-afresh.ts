import type { Ensemble } from './model.ts';

/** Forget what a method kept: its columns, its memory, its last word. It prepares anew before the next step. */
export function startAfresh(ensemble: Ensemble): void {
  ensemble.prepared = false;
  ensemble.memory.clear();
  ensemble.solver = {};
  for (const attribute of Object.keys(ensemble.columns)) {
    if (attribute === 'position' || attribute === 'weight') continue;
    ensemble.columns[attribute]!.dispose();
    delete ensemble.columns[attribute];
  }
}
