import type { Cloud } from './cloud.ts';
import type { Acceleration, Dual } from './dual.ts';
import type { Potentials, SoftminOperator } from './operator.ts';
import { SafeguardedAnderson } from './safeguard.ts';

/** Potentials of two clouds in float64 on the host. */
export class HostDual implements Dual {
  readonly #operator: SoftminOperator;
  readonly #columns: Float64Array;
  readonly #potentials: Potentials;
  readonly #accelerator: SafeguardedAnderson;
  #next: Float64Array | undefined;
  #epsilon = 0;

  constructor(operator: SoftminOperator, y: Cloud, potentials: Potentials, acceleration: Acceleration) {
    this.#operator = operator;
    this.#columns = y.weights;
    this.#potentials = potentials;
    this.#accelerator = new SafeguardedAnderson(y.weights, 1, acceleration !== 'none');
  }

  get pairs(): number {
    return this.#operator.pairs;
  }

  /** f = T(g) holds exactly at the end, so the error is that of the columns alone. */
  async iterate(epsilon: number): Promise<number> {
    const { f, g } = this.#potentials;
    if (this.#next) g.set(this.#next);
    f.set(this.#operator.softmin('rows', epsilon, this.#potentials));
    const residual = difference(this.#operator.softmin('columns', epsilon, this.#potentials), g);
    const error = marginalError(this.#columns, residual, epsilon) + this.#operator.omitted;
    if (epsilon !== this.#epsilon) this.#accelerator.restart();
    this.#next = this.#accelerator.next(g, residual, error);
    this.#epsilon = epsilon;
    return error;
  }

  async read(): Promise<Potentials> {
    return this.#potentials;
  }

  dispose(): void {
    this.#operator.dispose();
  }
}

/** The potential of a cloud with itself: f ← ½(f + T(f)), whose linear rate is at most ½ (Feydy et al. 2019), accelerated. */
export class HostSelfDual implements Dual {
  readonly #operator: SoftminOperator;
  readonly #weights: Float64Array;
  readonly #f: Float64Array;
  readonly #accelerator: SafeguardedAnderson;
  #next: Float64Array | undefined;
  #epsilon = 0;
  #excess = 0;

  constructor(operator: SoftminOperator, x: Cloud, potential: Float64Array, acceleration: Acceleration) {
    this.#operator = operator;
    this.#weights = x.weights;
    this.#f = potential;
    this.#accelerator = new SafeguardedAnderson(x.weights, 0.5, acceleration !== 'none');
  }

  get pairs(): number {
    return this.#operator.pairs;
  }

  /** Rows and columns have the same error; the constant that gives the plan mass 1 is taken out of it, as `read` does. */
  async iterate(epsilon: number): Promise<number> {
    if (this.#next) this.#f.set(this.#next);
    const residual = difference(this.#operator.softmin('rows', epsilon, { f: this.#f, g: this.#f }), this.#f);
    this.#excess = epsilon * Math.log(massOf(this.#weights, residual, epsilon));
    const levelled = residual.map((value) => value + this.#excess);
    const error = 2 * (marginalError(this.#weights, levelled, epsilon) + this.#operator.omitted);
    if (epsilon !== this.#epsilon) this.#accelerator.restart();
    this.#next = this.#accelerator.next(this.#f, residual, error);
    this.#epsilon = epsilon;
    return error;
  }

  async read(): Promise<Potentials> {
    const f = this.#f.map((value) => value - this.#excess / 2);
    return { f, g: f };
  }

  dispose(): void {
    this.#operator.dispose();
  }
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

/** The plan's marginal is w exp(−residual/ε): its total mass. */
function massOf(weights: Float64Array, residual: Float64Array, epsilon: number): number {
  let mass = 0;
  for (let i = 0; i < residual.length; i++) mass += weights[i]! * Math.exp(-residual[i]! / epsilon);
  return mass;
}

/** Σ_i w_i |exp(−residual_i/ε) − 1|. */
function marginalError(weights: Float64Array, residual: Float64Array, epsilon: number): number {
  let error = 0;
  for (let i = 0; i < residual.length; i++) error += weights[i]! * Math.abs(Math.expm1(-residual[i]! / epsilon));
  return error;
}
