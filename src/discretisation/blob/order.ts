import { orderOf } from '../../quantile/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowParameters, FlowStep } from '../discretisation.ts';

type Step<P extends FlowParameters> = (ensemble: Ensemble, parameters: P) => Promise<FlowStep>;

const positionsOf = async (ensemble: Ensemble): Promise<Float64Array> =>
  Float64Array.from(await ensemble.columns.position.pull());

/** Keep where the particles of a cloud on the line are now, so that later steps can say whether the order is still the same. */
export async function rememberOrder(ensemble: Ensemble): Promise<void> {
  if (ensemble.dimension === 1) ensemble.memory.set('start', await positionsOf(ensemble));
}

/** A step that says on the line what it did to the order and to the density of the particles, see `orderOf`. */
export function sayingOrder<P extends FlowParameters>(step: Step<P>): Step<P> {
  return async (ensemble, parameters) => {
    const start = ensemble.memory.get('start');
    if (!start) return step(ensemble, parameters);
    const before = await positionsOf(ensemble);
    const done = await step(ensemble, parameters);
    const after = await positionsOf(ensemble);
    return { ...done, solver: { ...done.solver, ...orderOf({ start, before, after }) } };
  };
}
