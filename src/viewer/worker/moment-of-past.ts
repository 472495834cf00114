import type { PaneMoment } from '../../picture/index.ts';
import type { PastEnsemble } from '../../playing/index.ts';

/** What a pane shows of a moment that was recorded. */
export const momentOfPast = ({ columns, time, steps }: PastEnsemble): PaneMoment => {
  const { position, weight, pressure, mirrorPosition } = columns;
  return {
    positions: position,
    ...(mirrorPosition && { mirror: mirrorPosition }),
    ...(weight && { weights: weight }),
    ...(pressure && { pressure }),
    ...{ time, steps, status: 'running' },
  };
};
