import { cosine, sine } from '../elementary/index.ts';
import type { Key } from './key.ts';
import { philox } from './philox.ts';

/** Where a block of random numbers lies: every number is a pure function of (key, row, step, stream, coordinate). */
export interface Draw {
  key: Key;
  /** The step of the ensemble, 0 … 2³² − 1. */
  step: number;
  /** Separates the uses of randomness inside one step: see `Stream`. */
  stream: number;
  /** The row of the first particle; rows count up from here. Default 0. */
  firstRow?: number;
}

/** The streams in use. A new use of randomness takes a new number, so that no two ever share a counter. */
export const Stream = {
  ...{ noise: 0, accept: 1, initial: 2, sample: 3, velocity: 4, projection: 5, choice: 6 },
  /** The decisions of a chain that takes as many as it needs, by their number. */
  decision: 7,
  /** Births and deaths. */
  jump: 8,
} as const;

/** A uniform in (0, 1) with 23 bits, exact in float32: never 0, never 1. */
export const uniformOf = (word: number): number => ((word >>> 9) + 0.5) * 2 ** -23;

/**
 * The random words of `count` rows and `width` coordinates, row-major [count, width]. Row r, coordinate k is word k mod 4 of
 * philox(counter = (r, step, stream, ⌊k/4⌋), key): the same integers on every backend.
 */
export function words(count: number, width: number, draw: Draw): Uint32Array {
  const out = new Uint32Array(count * width);
  const block = new Uint32Array(4);
  const first = draw.firstRow ?? 0;
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < width; k++) {
      if (k % 4 === 0) philox((first + i) >>> 0, draw.step >>> 0, draw.stream, k >>> 2, draw.key, block);
      out[i * width + k] = block[k % 4]!;
    }
  }
  return out;
}

/** Uniforms in (0, 1), row-major [count, width], from `words`. */
export function uniforms(count: number, width: number, draw: Draw): Float64Array {
  return Float64Array.from(words(count, width, draw), uniformOf);
}

/**
 * Standard normals, row-major [count, width], in float64: the specification of the `normals` kernel. Box-Muller on the words (0, 1)
 * and (2, 3) of each Philox block: z₀ = √(−2 log u₀) cos 2πu₁, z₁ = √(−2 log u₀) sin 2πu₁. |z| ≤ 5.77.
 */
export function normals(count: number, width: number, draw: Draw): Float64Array {
  const blocks = Math.ceil(width / 4);
  const uniform = uniforms(count, 4 * blocks, draw);
  const out = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < width; k += 2) {
      const pair = i * 4 * blocks + k;
      const radius = Math.sqrt(-2 * Math.log(uniform[pair]!));
      const angle = 2 * Math.PI * uniform[pair + 1]!;
      out[i * width + k] = radius * cosine(angle);
      if (k + 1 < width) out[i * width + k + 1] = radius * sine(angle);
    }
  }
  return out;
}
