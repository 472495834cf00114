import { type Bar, barsOfParticles, barsOfSites } from '../../picture/index.ts';
import type { Exhibit, Look } from './material.ts';

/** One coordinate of one frame as a density: of sites on a grid in their own cells, of particles in equal bins. */
export function barsOf({ axes, dimension }: Exhibit, { frame, view }: Look, axis: number): Bar[] {
  const cells = axes?.[axis];
  const interval = view.intervals[axis]!;
  return cells ? barsOfSites(cells, frame.weights, interval) : barsOfParticles({ ...frame, dimension }, axis, interval);
}

/** A panel so many times as high as what is in it shows next to nothing. */
const MUCH_HIGHER = 6;

/** How high the panels of a row go: all as high as the highest, or each as high as what is in it where that would show nothing in some. */
export function commonTops(highest: readonly number[]): readonly number[] {
  const top = Math.max(...highest);
  return top <= MUCH_HIGHER * Math.min(...highest) ? highest.map(() => top) : highest;
}
