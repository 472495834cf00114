/** Seconds of wall clock by phase. They lie beside the results, never in them. */
export class Stopwatch {
  readonly seconds: Record<string, number> = { setup: 0, warmup: 0, run: 0, measure: 0 };

  async time<T>(phase: string, action: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await action();
    } finally {
      this.seconds[phase] = (this.seconds[phase] ?? 0) + (performance.now() - start) / 1000;
    }
  }
}
