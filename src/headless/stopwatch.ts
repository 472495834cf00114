import type { Ensemble } from '../world/index.ts';

/** Seconds of wall clock, in total and by ensemble. It is only ever reported: nothing in a run depends on it. */
export class Stopwatch {
  readonly #earlier: number;
  readonly #byEnsemble: Map<string, number>;
  #started: number | undefined;

  /** @param earlier what a run that is resumed had already taken */
  constructor(earlier: { run: number; ensembles: Record<string, number> } = { run: 0, ensembles: {} }) {
    this.#earlier = earlier.run;
    this.#byEnsemble = new Map(Object.entries(earlier.ensembles));
  }

  start(): void {
    this.#started = performance.now();
  }

  add({ name }: Ensemble, seconds: number): void {
    this.#byEnsemble.set(name, this.of(name) + seconds);
  }

  of = (name: string): number => this.#byEnsemble.get(name) ?? 0;

  /** Seconds since `start`, and those before a resumption. */
  get run(): number {
    return this.#earlier + (this.#started === undefined ? 0 : (performance.now() - this.#started) / 1000);
  }

  get state(): { run: number; ensembles: Record<string, number> } {
    return { run: this.run, ensembles: Object.fromEntries(this.#byEnsemble) };
  }
}
