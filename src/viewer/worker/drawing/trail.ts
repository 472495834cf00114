import type { Container } from 'pixi.js';
import type { CloudShape, PointSource } from './cloud.ts';
import type { Placement, PointStyle } from './point-style.ts';

/** So many particles of an ensemble leave a trail: more would be a haze, and cost what the particles themselves cost. */
export const FOLLOWED = 2000;
/** Places that a trail goes through. */
export const LENGTH = 20;
/** Opacity at the particle, of that of the particle. */
export const FRESH = 0.45;
/** A line over more than this part of the plot is no motion: particles jump there, or go over the cut of an angle. */
export const JUMP = 0.5;

/** Where the first particles of an ensemble have just been: lines that fade. */
export interface Trail {
  readonly mesh: Container;
  /** Go on to where the particles are now. Steps that were seen before change nothing, earlier ones begin a new trail. */
  follow(source: PointSource): void;
  place(placement: Placement): void;
  dress(style: PointStyle): void;
  destroy(): void;
}

export const followedOf = ({ count }: Pick<CloudShape, 'count'>): number => Math.min(count, FOLLOWED);

/** What a source says a trail should do. */
export function turnOf(last: number | undefined, steps: number): 'stay' | 'begin' | 'go on' {
  if (last === undefined || steps < last) return 'begin';
  return steps === last ? 'stay' : 'go on';
}
