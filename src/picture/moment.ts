import type { Moments } from '../targets/index.ts';
import type { Ensemble } from '../world/index.ts';

/** Points that are coupled, as lines between them. */
export interface Pairs {
  /** Row-major [k, dimension]. */
  from: Float32Array;
  to: Float32Array;
  /** [k], the opacity of each, 0 … 1; all alike when left out. */
  strengths?: Float32Array;
}

/** What a pane shows of its ensemble at one moment. */
export interface PaneMoment {
  /** Row-major [n, dimension]. */
  positions: Float32Array;
  /** Row-major [n, dimension]: mirror coordinates, where the method has them. */
  mirror?: Float32Array;
  /** [n]; uniform when left out. */
  weights?: Float32Array;
  /** [n], ≤ 0, in the units of the energy. */
  pressure?: Float32Array;
  /** Mean and covariance of the exact law at this time. */
  exact?: Moments | undefined;
  pairs?: Pairs | undefined;
  /** Physical time. */
  time: number;
  steps: number;
  status: Ensemble['status'];
}

/** An ensemble as it is now; the exact law and the pairs are added by who knows them. */
export async function momentOf({ columns, time, steps, status }: Ensemble): Promise<PaneMoment> {
  const { position, weight, pressure, mirrorPosition } = columns;
  return {
    positions: await position.pull(),
    ...(mirrorPosition && { mirror: await mirrorPosition.pull() }),
    ...(weight && { weights: await weight.pull() }),
    ...(pressure && { pressure: await pressure.pull() }),
    ...{ time, steps, status },
  };
}
