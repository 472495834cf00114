/** Of Stan's default warm-up its first buffer and its last, and the shortest window, which the next ones double. */
const WHOLE = 1000;
const FIRST_BUFFER = 75;
const SHORTEST = 25;
const LAST_BUFFER = 50;

/**
 * Where a warm-up learns masses, in the unit of its length: [start of the first window, its end, the end of the second, …, end of the last], Stan's
 * three phases (Reference Manual, "Automatic parameter tuning") in the proportions they have at its default length, 1,000. Before the first window and after
 * the last one only the step size is learnt.
 */
export function warmupWindows(warmup: number): number[] {
  const edges = [FIRST_BUFFER];
  const end = WHOLE - LAST_BUFFER;
  for (let window = SHORTEST; edges.at(-1)! < end; window *= 2) {
    const edge = edges.at(-1)! + window;
    // A window that leaves no room for one of twice its size lasts to the end.
    edges.push(edge + 2 * window > end ? end : edge);
  }
  return edges.map((edge) => (edge * warmup) / WHOLE);
}
