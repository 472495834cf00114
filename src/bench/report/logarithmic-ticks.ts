/** Steps within a decade, from the coarsest; the first with at least so many ticks is taken. */
const STEPS = [[1], [1, 3], [1, 2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9]];
const FEWEST = 2;
const MOST = 6;

/** Where an axis in powers of ten has ticks, between two numbers of more than 0. */
export function logarithmicTicks(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.floor(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, i) => Number(`1e${first + i}`));
  const ticks = (steps: readonly number[]): number[] =>
    decades.flatMap((decade) => steps.map((step) => step * decade)).filter((tick) => tick >= low && tick <= high);
  const found = ticks(STEPS.find((steps) => ticks(steps).length >= FEWEST) ?? STEPS.at(-1)!);
  const every = Math.ceil(found.length / MOST);
  return found.filter((_, i) => i % every === 0);
}

/** Short, and the same for the same number on all axes: 0.02, 5, 400, 2k, 1e-4. */
export function tickLabel(value: number): string {
  if (value >= 1e3 && value < 1e6) return `${Number((value / 1e3).toPrecision(2))}k`;
  if (value >= 1e6 || value < 0.009) return value.toExponential(0).replace('e+', 'e');
  return String(Number(value.toPrecision(2)));
}
