/** Uniform numbers in [0, 1) of a congruential generator that any language can repeat: s ← (1103515245 s + 12345) mod 2³¹, u = s/2³¹. */
export function congruential(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1103515245, state) + 12345) & 0x7fffffff;
    return state / 2 ** 31;
  });
}

export interface AutoregressiveOptions {
  /** φ of x_t = φ x_{t−1} + e_t. */
  memory: number;
  shape: [chains: number, draws: number];
  /** Added to chain c: c times this. */
  shift?: number;
  seed?: number;
}

/** Chains x_t = φ x_{t−1} + e_t with e uniform in [−½, ½), from x_0 = e_0. */
export function autoregressive({ memory, shape, shift = 0, seed = 7 }: AutoregressiveOptions) {
  const [chains, draws] = shape;
  const values = congruential(seed, chains * draws).map((value) => value - 0.5);
  for (let i = 0; i < values.length; i++) if (i % draws > 0) values[i]! += memory * values[i - 1]!;
  return { values: values.map((value, i) => value + shift * Math.floor(i / draws)), shape };
}
