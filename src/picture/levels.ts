import type { DensityGrid } from './density.ts';

/** The densities whose superlevel sets hold these shares of the mass, ascending: contours that mean the same for every target. */
export function levelsOf({ values }: DensityGrid, shares: readonly number[]): number[] {
  const sorted = values.slice().sort().reverse();
  const mass = sorted.reduce((sum, value) => sum + value, 0);
  const levels: number[] = [];
  let sum = 0;
  for (const value of sorted) {
    sum += value;
    while (levels.length < shares.length && sum >= shares[levels.length]! * mass) levels.push(value);
  }
  return levels;
}
