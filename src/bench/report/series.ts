import { colourOf } from '../../document/index.ts';
import type { Row } from '../comparison.ts';

/** How a method looks in every picture of a report. */
export interface Series {
  method: string;
  colour: string;
  /** Of its curve: beyond eight methods colours come again with other dashes. */
  dash: string | undefined;
  isFloor: boolean;
}

const DASHES = [undefined, '5 3', '1.5 2.5', '8 3 2 3'];

/** The methods of a benchmark, in the order of the suite; what exact samples do is grey and dashed everywhere. */
export function seriesOf(rows: readonly Row[]): Map<string, Series> {
  const methods = new Map(rows.map((row) => [row.method, row.isFloor]));
  let next = 0;
  return new Map(
    [...methods].map(([method, isFloor]) => {
      const index = isFloor ? 0 : next++;
      const look = isFloor
        ? { colour: 'var(--quiet)', dash: '4 3' }
        : { colour: colourOf(index), dash: DASHES[Math.floor(index / 8) % DASHES.length] };
      return [method, { method, isFloor, ...look }];
    }),
  );
}
