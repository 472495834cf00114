import { power } from '../elementary/index.ts';

/** γ, t₀ and κ of the paper. */
const SHRINKAGE = 0.05;
const DELAY = 10;
const FORGETTING = 0.75;

/**
 * Finds the step size ε at which a sampler accepts the fraction δ of its proposals: dual averaging of log ε, Hoffman & Gelman 2014, J. Mach.
 * Learn. Res. 15:1593, section 3.2, equation 6 and algorithm 5. With H_t = δ − α_t,
 *   H̄_t = (1 − 1/(t + t₀)) H̄_{t−1} + H_t/(t + t₀),  log ε_{t+1} = μ − (√t/γ) H̄_t,  log ε̄_{t+1} = t^{−κ} log ε_{t+1} + (1 − t^{−κ}) log ε̄_t,
 * where μ = log 10ε₁, γ = .05, t₀ = 10, κ = .75. Nothing of its state is outside `numbers`.
 */
export class DualAveraging {
  /** How many numbers the state takes. */
  static readonly length = 5;

  readonly #target: number;
  #first: number;
  #steps: number;
  #error: number;
  #logStep: number;
  #logAverage: number;

  /** @param numbers ε₁ alone to begin, or what `numbers` gave @param target δ */
  constructor(
    [first, steps = 0, error = 0, logStep = 0, logAverage = 0]: ArrayLike<number> & Iterable<number>,
    target: number,
  ) {
    this.#first = first as number;
    this.#steps = steps;
    this.#error = error;
    this.#logStep = logStep;
    this.#logAverage = logAverage;
    this.#target = target;
  }

  /** ε₁. */
  get first(): number {
    return this.#first;
  }

  /** ε_{t+1}, for the next step while it learns. */
  get exploring(): number {
    return this.#steps === 0 ? this.#first : Math.exp(this.#logStep);
  }

  /** ε̄_{t+1}, for all steps once it no longer learns. */
  get averaged(): number {
    return this.#steps === 0 ? this.#first : Math.exp(this.#logAverage);
  }

  /** How many acceptances it has seen since it began. */
  get steps(): number {
    return this.#steps;
  }

  /** @param acceptance α_t in [0, 1]; what is no number counts as 0, because its proposal was refused */
  learn(acceptance: number): void {
    const t = ++this.#steps;
    const missing = this.#target - (acceptance >= 0 ? Math.min(1, acceptance) : 0);
    this.#error += (missing - this.#error) / (t + DELAY);
    this.#logStep = Math.log(10 * this.#first) - (Math.sqrt(t) / SHRINKAGE) * this.#error;
    this.#logAverage += power(t, -FORGETTING) * (this.#logStep - this.#logAverage);
  }

  /** Begin anew from the average that it has come to. */
  restart(): void {
    this.#first = this.averaged;
    this.#steps = 0;
    this.#error = 0;
    this.#logStep = 0;
    this.#logAverage = 0;
  }

  get numbers(): number[] {
    return [this.#first, this.#steps, this.#error, this.#logStep, this.#logAverage];
  }
}
