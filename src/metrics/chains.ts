import { InputError } from '../errors.ts';

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

/** Every chain cut into its first and its second half, so that a trend within it shows as a difference; of an odd number the draw in the middle is left out. */
export function splitChains<A extends Float64Array | Float32Array | Uint8Array>(
  values: A,
  [chains, draws]: readonly [chains: number, draws: number],
): { values: Float64Array; shape: [chains: number, draws: number] } {
  const half = Math.floor(draws / 2);
  const out = new Float64Array(2 * chains * half);
  for (let chain = 0; chain < chains; chain++) {
    const start = chain * draws;
    out.set(values.subarray(start, start + half), 2 * chain * half);
    out.set(values.subarray(start + draws - half, start + draws), (2 * chain + 1) * half);
  }
  return { values: out, shape: [2 * chains, half] };
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
