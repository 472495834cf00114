import { InputError } from '../errors.ts';
import { NormalScores, rankNormalise } from './rank-normalise.ts';

/** Draws of one quantity from several chains. */
export interface Chains {
  /** [chain, draw], row-major. */
  values: Float64Array | Float32Array;
  /** [chains, draws] */
  shape: readonly [chains: number, draws: number];
}

/** @throws InputError unless there are as many values as the shape says */
export function requireChains({ values, shape }: { values: ArrayLike<number>; shape: readonly number[] }): void {
  const whole = shape.every((extent) => Number.isInteger(extent) && extent >= 0);
  if (whole && values.length === shape.reduce((product, extent) => product * extent, 1)) return;
  throw new InputError(`chains: ${values.length} numbers have no shape [${shape.join(', ')}]`);
}

/**
 * Every chain cut into its first and its second half, so that a trend within it shows as a difference; of an odd number the draw in the middle is left out.
 * What figures of the same chains share is computed once.
 */
export class SplitChains {
  /** [half, draw] */
  readonly values: Float64Array;
  readonly shape: readonly [halves: number, draws: number];
  readonly #scores: NormalScores;
  #normalised: Float64Array | undefined;

  /** @param scores of ranks among as many draws, to be shared by several coordinates */
  constructor(chains: Chains, scores?: NormalScores) {
    this.values = halvesOf(chains.values, chains.shape);
    this.shape = [2 * chains.shape[0], Math.floor(chains.shape[1] / 2)];
    this.#scores = scores ?? new NormalScores(this.values.length);
  }

  /** The normal scores of the ranks of the values. */
  get normalised(): Float64Array {
    this.#normalised ??= this.normalise(this.values);
    return this.#normalised;
  }

  /** Of other values in the places of these. */
  normalise(values: Float64Array): Float64Array {
    return rankNormalise(values, this.#scores);
  }
}

/** [2 chains, ⌊draws/2⌋] of [chains, draws]. */
export function halvesOf(values: Float64Array | Float32Array, [chains, draws]: Chains['shape']): Float64Array {
  const half = Math.floor(draws / 2);
  const out = new Float64Array(2 * chains * half);
  for (let chain = 0; chain < chains; chain++) {
    const start = chain * draws;
    out.set(values.subarray(start, start + half), 2 * chain * half);
    out.set(values.subarray(start + draws - half, start + draws), (2 * chain + 1) * half);
  }
  return out;
}

/** Whether nothing can be said: a value that is not finite, no two different values, or no chain at all. */
export function saysNothing(values: Float64Array | Float32Array): boolean {
  let varies = false;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) return true;
    varies ||= values[i] !== values[0];
  }
  return !varies;
}
