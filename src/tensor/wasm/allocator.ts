interface Range {
  start: number;
  end: number;
}

const ALIGNMENT = 64;

/**
 * First-fit blocks of a linear memory, aligned to a cache line so that threads never share one. The bookkeeping stays outside the memory;
 * `grow` is asked for more when nothing fits.
 */
export class Allocator {
  readonly #free: Range[] = [];
  readonly #blocks = new Map<number, number>();
  readonly #grow: (end: number) => void;
  #end: number;

  constructor(start: number, grow: (end: number) => void) {
    this.#end = Math.ceil(start / ALIGNMENT) * ALIGNMENT;
    this.#grow = grow;
  }

  /** The address of a new block of at least `bytes` bytes; its content is arbitrary. */
  allocate(bytes: number): number {
    const size = Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT;
    const start = this.#take(size) ?? this.#extend(size);
    this.#blocks.set(start, size);
    return start;
  }

  free(start: number): void {
    const size = this.#blocks.get(start);
    if (size === undefined) throw new Error(`no block starts at ${start}`);
    this.#blocks.delete(start);
    this.#give({ start, end: start + size });
  }

  #take(size: number): number | undefined {
    const index = this.#free.findIndex((range) => range.end - range.start >= size);
    const range = this.#free[index];
    if (!range) return undefined;
    const { start } = range;
    range.start += size;
    if (range.start === range.end) this.#free.splice(index, 1);
    return start;
  }

  #extend(size: number): number {
    const start = this.#end;
    this.#grow(start + size);
    this.#end = start + size;
    return start;
  }

  /** Put a range back in order, joined with its neighbours; what touches the end is given up, so that the next block may be larger. */
  #give(range: Range): void {
    let index = this.#free.findIndex(({ start }) => start > range.start);
    if (index < 0) index = this.#free.length;
    const next = this.#free[index];
    if (next?.start === range.end) {
      range.end = next.end;
      this.#free.splice(index, 1);
    }
    const previous = this.#free[index - 1];
    if (previous?.end === range.start) {
      range.start = previous.start;
      this.#free.splice(--index, 1);
    }
    if (range.end === this.#end) this.#end = range.start;
    else this.#free.splice(index, 0, range);
  }
}
