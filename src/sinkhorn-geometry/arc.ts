/** Below this the series is exact to float64, and the closed form cancels. */
const SMALL = 1e-4;

/**
 * How much longer, squared, an arc of the unit sphere is than its chord, as a function of the squared chord, and its derivative:
 * (asin √x / √x)² with x = chord²/4.
 */
export function arcOverChord(squaredChord: number): { ratio: number; slope: number } {
  const x = squaredChord / 4;
  if (x < SMALL) {
    return {
      ratio: 1 + x * (1 / 3 + x * (8 / 45 + (x * 4) / 35)),
      slope: (1 / 3 + x * (16 / 45 + (x * 12) / 35)) / 4,
    };
  }
  const ratio = Math.asin(Math.sqrt(x)) ** 2 / x;
  return { ratio, slope: (Math.sqrt(ratio / (1 - x)) - ratio) / x / 4 };
}
