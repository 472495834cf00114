/** So many columns stay in the first cache while the rows pass. */
export const TILE = 512;

/** Visits every pair i < j once, in a fixed order: the row `i` with the columns `from` ≤ j < `to`, at most `TILE` of them. */
export function eachTile(n: number, visit: (i: number, from: number, to: number) => void): void {
  for (let start = 0; start < n; start += TILE) {
    const to = Math.min(start + TILE, n);
    for (let i = 0; i < to - 1; i++) visit(i, Math.max(start, i + 1), to);
  }
}
