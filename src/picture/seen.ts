import { turnedPoints } from './globe.ts';
import type { PaneMoment } from './moment.ts';
import type { PaneContent } from './pane.ts';

type Seen = Pick<PaneContent, 'index'> & Partial<Pick<PaneContent, 'isMirror' | 'turn'>>;

/** What each pane shows of the moments of the ensembles: mirror coordinates in place of positions, and a sphere as it is turned. */
export const momentsIn = <Moment extends Pick<PaneMoment, 'positions' | 'mirror'>>(
  contents: readonly Seen[],
  moments: readonly Moment[],
): Moment[] =>
  contents.map(({ index, isMirror, turn }) => {
    const moment = moments[index]!;
    if (isMirror)
      return { ...moment, positions: moment.mirror ?? moment.positions, pairs: undefined, exact: undefined };
    return turn ? { ...moment, positions: turnedPoints(moment.positions, turn) } : moment;
  });
