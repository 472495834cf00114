/** Something that was kept of a part of a run. */
export interface Kept<T> {
  readonly part: number;
  readonly value: T;
}

/**
 * What is kept of a run, in the order of its parts, in so many bytes: when they are used up every other moment goes, and later ones are kept
 * as sparsely. The first and the latest always stay.
 */
export class Timeline<T> {
  readonly #budget: number;
  #moments: (Kept<T> & { bytes: number })[] = [];
  #spacing: number;

  /** @param spacing the least part of the run between two moments, the latest one apart */
  constructor(budget: number, spacing = 0) {
    this.#budget = budget;
    this.#spacing = spacing;
  }

  get moments(): readonly Kept<T>[] {
    return this.#moments;
  }

  get bytes(): number {
    return this.#moments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Whether a moment at this part would not be too near to the last one. */
  isDue(part: number): boolean {
    const last = this.#moments.at(-1);
    return last === undefined || part - last.part >= this.#spacing;
  }

  /** Keep a moment behind all others; one of the same part takes the place of the last. */
  add(part: number, value: T, bytes: number): void {
    const [before, last] = [this.#moments.at(-2), this.#moments.at(-1)];
    const tooNear = before !== undefined && last!.part - before.part < this.#spacing;
    if (last?.part === part || tooNear) this.#moments.pop();
    this.#moments.push({ part, value, bytes });
    while (this.bytes > this.#budget && this.#moments.length > 2) this.#thin();
  }

  /** The moment that is nearest to a part; the earlier of two. */
  nearest(part: number): Kept<T> | undefined {
    const distance = (each: Kept<T>): number => Math.abs(each.part - part);
    return this.#moments.reduce<Kept<T> | undefined>(
      (best, each) => (best === undefined || distance(each) < distance(best) ? each : best),
      undefined,
    );
  }

  /** The last moment that is not after a part. */
  until(part: number): Kept<T> | undefined {
    return this.#moments.findLast((each) => each.part <= part);
  }

  /** Forget what comes after a part. */
  cut(part: number): void {
    this.#moments = this.#moments.filter((each) => each.part <= part);
  }

  #thin(): void {
    const last = this.#moments.length - 1;
    const mean = (this.#moments[last]!.part - this.#moments[0]!.part) / last;
    this.#spacing = 2 * Math.max(this.#spacing, mean);
    this.#moments = this.#moments.filter((_, i) => i % 2 === 0 || i === last);
  }
}
