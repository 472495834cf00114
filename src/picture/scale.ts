import { lengthOf } from './interval.ts';
import type { Rect } from './layout.ts';
import type { Window } from './window.ts';

/** From the units of data to pixels. */
export type Projection = (x: number, y: number) => readonly [x: number, y: number];

export function projectionOf(plot: Rect, [x, y]: Window): Projection {
  const [across, along] = [plot.width / lengthOf(x), plot.height / lengthOf(y)];
  return (atX, atY) => [plot.x + (atX - x[0]) * across, plot.y + plot.height - (atY - y[0]) * along];
}
