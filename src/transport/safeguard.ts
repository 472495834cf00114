import { Anderson } from './anderson.ts';

/** An accelerated step is undone when it leaves the error above this many times the smallest so far. */
const WORST_GROWTH = 2;
const LONGEST_PAUSE = 64;

/**
 * Anderson acceleration that cannot lose the convergence of the plain iteration p ← p + β r(p): a step that goes wrong is replaced by the plain
 * step from where it started, and the more steps went wrong, the longer only plain ones follow (compare Zhang, O'Donoghue & Boyd 2020).
 */
export class SafeguardedAnderson {
  readonly #anderson: Anderson;
  readonly #mixing: number;
  readonly #accelerate: boolean;
  #smallest = Number.POSITIVE_INFINITY;
  #accepted: { potential: Float64Array; residual: Float64Array } | undefined;
  #accelerated = false;
  #plainSteps = 0;
  #pause = 1;

  /** @param mixing β in (0, 1] @param accelerate false gives the plain iteration */
  constructor(weights: Float64Array, mixing: number, accelerate: boolean) {
    this.#anderson = new Anderson(weights, mixing);
    this.#mixing = mixing;
    this.#accelerate = accelerate;
  }

  /** Forget the past: the map has changed. */
  restart(): void {
    this.#anderson.restart();
    this.#smallest = Number.POSITIVE_INFINITY;
    this.#accepted = undefined;
    this.#accelerated = false;
    this.#plainSteps = 0;
    this.#pause = 1;
  }

  /** The next potential, after one with this residual and error. */
  next(potential: Float64Array, residual: Float64Array, error: number): Float64Array {
    const wrong = this.#accelerated && !(error <= WORST_GROWTH * this.#smallest);
    if (wrong && this.#accepted) return this.#retreat(this.#accepted);
    this.#smallest = Math.min(this.#smallest, error);
    this.#accepted = { potential: potential.slice(), residual };
    this.#accelerated = this.#accelerate && this.#plainSteps-- <= 0;
    return this.#accelerated
      ? sum(potential, this.#anderson.step(potential, residual), 1)
      : sum(potential, residual, this.#mixing);
  }

  #retreat({ potential, residual }: { potential: Float64Array; residual: Float64Array }): Float64Array {
    this.#anderson.restart();
    this.#accelerated = false;
    this.#plainSteps = this.#pause;
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE);
    return sum(potential, residual, this.#mixing);
  }
}

function sum(potential: Float64Array, step: Float64Array, scale: number): Float64Array {
  return potential.map((value, i) => value + scale * step[i]!);
}
