import type { Container } from 'pixi.js';
import type { Turn } from '../../../picture/index.ts';
import type { Column } from '../../../tensor/index.ts';
import type { Placement, PointStyle } from './point-style.ts';

/** What does not change of a cloud. */
export interface CloudShape {
  count: number;
  dimension: number;
  /** Which coordinates are drawn: one on a line, two in the plane; three of a unit sphere that is turned by `turn`. */
  axes: readonly number[];
  weighted: boolean;
  /** Rows of a rotation: across, upwards, towards the eye. */
  turn?: Turn;
}

/** Numbers on the host: positions row-major [n, dimension]. */
export interface HostSource {
  /** How many the ensemble has done. */
  steps: number;
  positions: Float32Array;
  weights?: Float32Array | undefined;
}

/** Numbers in tensors, wherever those are. */
export interface TensorSource {
  steps: number;
  position: Column;
  weight?: Column | undefined;
}

/** Particles of one ensemble at one moment. */
export type PointSource = HostSource | TensorSource;

/** A source with its numbers on the host. */
export const hostOf = (source: PointSource): HostSource =>
  'positions' in source
    ? source
    : { steps: source.steps, positions: source.position.peek(), weights: source.weight?.peek() };

/** The particles of one ensemble as the renderer draws them. */
export interface PointCloud {
  readonly mesh: Container;
  update(source: PointSource): void;
  place(placement: Placement): void;
  dress(style: PointStyle): void;
  destroy(): void;
}
