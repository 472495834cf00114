/**
 * How a picture differs from the one before, as runs of [how many pixels, their difference]: most of a picture stays as it is. The difference
 * is the exclusive or, so that it also leads back.
 *
 * @param now a word a pixel
 * @param before of the same length
 */
export function changesBetween(before: Uint32Array, now: Uint32Array): Uint32Array {
  const runs: number[] = [];
  for (let at = 0; at < now.length; ) {
    const difference = (before[at]! ^ now[at]!) >>> 0;
    const start = at++;
    while (at < now.length && (before[at]! ^ now[at]!) >>> 0 === difference) at++;
    runs.push(at - start, difference);
  }
  return Uint32Array.from(runs);
}

/** Turn the picture before into the one after. */
export function applyChanges(picture: Uint32Array, runs: Uint32Array): void {
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const end = at + runs[i]!;
    const difference = runs[i + 1]!;
    if (difference === 0) at = end;
    while (at < end) picture[at++]! ^= difference;
  }
}
