import { type DensityGrid, type Potential as Heights, potentialOf as heightsOf } from '../../picture/index.ts';
import type { RecordedFrame } from '../output/frame-file.ts';

/** V = −log π, where an energy without entropy drives a law to its minimisers. */
export interface Potential extends Heights {
  /** `top` − V, for contours that are nested around the minima; not less than −3 `top`, for finite pictures. */
  depths: DensityGrid;
}

const DEEPEST = 3;

/** @param density the target over the first one or two coordinates of the frames */
export function potentialOf(density: DensityGrid, frames: readonly RecordedFrame[], dimension: number): Potential {
  const { grid, top } = heightsOf(
    density,
    frames.map((frame) => ({ ...frame, dimension })),
  );
  return { grid, depths: { ...grid, values: grid.values.map((value) => Math.max(top - value, -DEEPEST * top)) }, top };
}
