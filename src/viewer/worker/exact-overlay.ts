import { exactMomentsAt } from '../../exact-law/index.ts';
import type { PaneMoment } from '../../picture/index.ts';
import type { Ensemble } from '../../world/index.ts';

/** The last law that was asked for: a frame that is drawn again has it. */
const known = new WeakMap<Ensemble, { time: number; exact: PaneMoment['exact'] }>();

/** A moment with the law that its method approximates, in the plane and beyond, where there is a closed form of it. Who was steered follows none. */
export function withExactLaw(ensemble: Ensemble, moment: PaneMoment): PaneMoment {
  if (ensemble.steered || ensemble.dimension === 1) return moment;
  const { time } = moment;
  let law = known.get(ensemble);
  if (law?.time !== time) known.set(ensemble, (law = { time, exact: exactMomentsAt(ensemble, time) }));
  return law.exact ? { ...moment, exact: law.exact } : moment;
}
