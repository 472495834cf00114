import { cosine, power, sine } from '../../src/elementary/index.ts';

/** FNV-1a of the bits of the functions at 20,000 places: the same in every engine, or runs are not. */
export function bitsOfElementary(): string {
  let hash = 2166136261;
  let state = 1;
  const value = new Float64Array(1);
  const words = new Uint32Array(value.buffer);
  const mix = (x: number): void => {
    value[0] = x;
    for (const word of words) hash = Math.imul(hash ^ word, 16777619);
  };
  for (let i = 0; i < 20_000; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const part = state / 2 ** 32;
    const angle = (part - 0.5) * (i % 3 === 0 ? 1e7 : 14);
    mix(sine(angle));
    mix(cosine(angle));
    mix(power(part * 30, (i % 17) / 4 - 2));
  }
  return (hash >>> 0).toString(16);
}

/** Of Node 20. */
export const BITS = 'd9e30b38';
