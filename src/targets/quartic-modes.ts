import { cosine } from '../elementary/index.ts';
import { massesAround, type QuarticWell } from './quartic-well.ts';
import type { CoordinateModes, Modes } from './target.ts';

/** All choices of a well in each of `dimension` independent coordinates; nothing where a coordinate has only one. */
export function quarticModes(well: QuarticWell, dimension: number): Modes | undefined {
  const wells = wellsOf(well);
  if (!wells) return undefined;
  const choices = Array.from({ length: 2 ** dimension }, (_, choice) =>
    Array.from({ length: dimension }, (__, k) => (choice >> k) & 1),
  );
  return {
    centres: choices.map((sides) => sides.map((side) => wells.centres[side]!)),
    weights: choices.map((sides) => sides.reduce((product, side) => product * wells.weights[side]!, 1)),
  };
}

/** The two wells of one coordinate; nothing where there is only one. */
export function wellsOf(well: QuarticWell): Omit<CoordinateModes, 'coordinate'> | undefined {
  const centres = minimaOf(well);
  // Points belong to the nearest centre: the cut is half way, not at the top of the barrier.
  return centres && { centres, weights: massesAround(well, (centres[0] + centres[1]) / 2) };
}

/** The two minima of a x⁴/4 − b x²/2 − c x, ascending, by Viète's formula for the cubic V′ = 0; nothing where there is only one. */
function minimaOf({ a, b, c }: QuarticWell): [number, number] | undefined {
  if (b <= 0 || 27 * a * c * c >= 4 * b ** 3) return undefined;
  const angle = Math.acos(((3 * c) / (2 * b)) * Math.sqrt((3 * a) / b)) / 3;
  const root = (k: number): number => 2 * Math.sqrt(b / (3 * a)) * cosine(angle - (2 * Math.PI * k) / 3);
  return [root(2), root(0)];
}
