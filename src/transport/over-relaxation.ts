import { power } from '../elementary/index.ts';

const LARGEST = 1.98;

/** Rates measured over this share of the last change of ω still carry its transient. */
const TRANSIENT = 0.3;

/**
 * The relaxation ω of over-relaxed Sinkhorn (Thibault et al. 2021; Lehmann et al. 2022), found while iterating. Alternating updates are a
 * two-block Gauss-Seidel iteration, so Young's relation (λ + ω − 1)² = λ ω² μ² turns the observed linear rate λ at the current ω into the
 * rate μ² of the plain iteration, and the best ω is 2/(1 + √(1 − μ²)) (Hageman & Young 1981, chapter 9). Only scalars are
 * needed, so potentials can stay on a device.
 */
export class OverRelaxation {
  omega = 1;
  #previous = Number.NaN;
  #previousRate = Number.NaN;
  #best = Number.POSITIVE_INFINITY;
  #since = 0;

  /** Take note of the marginal error, `iterations` after the last one, and adapt ω. */
  observe(error: number, iterations: number): void {
    this.#since += iterations;
    const rate = power(error / this.#previous, 1 / iterations);
    if (error > 4 * this.#best) {
      this.#retreat(error);
      return;
    }
    const steady = Math.abs(rate - this.#previousRate) < 0.3 * (1 - rate);
    if (steady && this.#since > this.#transient && rate < 1 && rate > this.omega - 1) this.#raise(rate);
    this.#previous = error;
    this.#previousRate = rate;
    this.#best = Math.min(this.#best, error);
  }

  get #transient(): number {
    return this.omega === 1 ? 3 : Math.max(3, Math.log(TRANSIENT) / Math.log(this.omega - 1));
  }

  #raise(rate: number): void {
    const plainRate = Math.min(1, (rate + this.omega - 1) ** 2 / (rate * this.omega ** 2));
    const omega = Math.min(LARGEST, 2 / (1 + Math.sqrt(1 - plainRate)));
    if (omega < this.omega + 0.01 * (2 - this.omega)) return;
    this.omega = omega;
    this.#since = 0;
  }

  /** The non-linear iteration left the region where its linear theory holds. */
  #retreat(error: number): void {
    this.omega = 1 + 0.5 * (this.omega - 1);
    this.#since = 0;
    this.#previous = Number.NaN;
    this.#best = error;
  }
}
