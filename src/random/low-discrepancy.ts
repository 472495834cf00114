import { power } from '../elementary/index.ts';
/**
 * `count` points that fill the unit cube [0, 1)^dimension evenly, row-major: Roberts' (2018) low-discrepancy sequence ½ + i·(φ⁻¹, φ⁻², …) mod 1
 * with φ^{d+1} = φ + 1.
 */
export function uniformPoints(count: number, dimension: number): Float64Array {
  const ratio = goldenRatio(dimension);
  return Float64Array.from(
    { length: count * dimension },
    (_, at) => (0.5 + (Math.floor(at / dimension) + 1) * power(ratio, -((at % dimension) + 1))) % 1,
  );
}

/** The root above 1 of φ^{d+1} = φ + 1. */
function goldenRatio(dimension: number): number {
  let ratio = 2;
  for (let iteration = 0; iteration < 60; iteration++) ratio = power(1 + ratio, 1 / (dimension + 1));
  return ratio;
}
