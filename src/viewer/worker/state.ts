import { formatTime } from '../../picture/index.ts';
import type { PastEnsemble } from '../../playing/index.ts';
import { type Ensemble, stepSizeOf } from '../../world/index.ts';
import type { EnsembleState } from '../protocol.ts';

/** What the page shows of an ensemble as it is, or as it was. */
export function stateOf(ensemble: Ensemble, past?: PastEnsemble): EnsembleState {
  const { name, method, reason, energy, solver } = ensemble;
  const { steps, time, count } = past ?? ensemble;
  const status = past ? 'running' : ensemble.status;
  const last = past ? undefined : energy.at(-1)?.[1];
  return {
    ...{ name, method, count, status, steps, solver: past ? {} : solver },
    time: formatTime(time, stepSizeOf(ensemble)),
    ...(!past && reason !== undefined && { reason }),
    ...(last !== undefined && { energy: last }),
  };
}
