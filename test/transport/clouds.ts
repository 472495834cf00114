import { keyOf, normals, uniforms } from '../../src/random/index.ts';
import type { FlatPoints } from '../../src/transport/index.ts';

/** `count` points of N(shift, scale² I), a pure function of the name. */
export function gaussianCloud(count: number, dimension: number, name: string, scale = 1, shift = 0): FlatPoints {
  const values = normals(count, dimension, { key: keyOf(name), step: 0, stream: 0 });
  return { values: values.map((value) => shift + scale * value), dimension };
}

/** Two interleaved half circles with noise .1, around the origin. */
export function twoMoons(count: number, name: string): FlatPoints {
  const u = uniforms(count, 2, { key: keyOf(name), step: 0, stream: 0 });
  const z = normals(count, 2, { key: keyOf(name), step: 1, stream: 0 });
  const values = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const angle = Math.PI * u[2 * i]!;
    const side = u[2 * i + 1]! < 0.5 ? 1 : -1;
    values[2 * i] = side * (Math.cos(angle) - 0.5) + 0.1 * z[2 * i]!;
    values[2 * i + 1] = side * (Math.sin(angle) - 0.25) + 0.1 * z[2 * i + 1]!;
  }
  return { values, dimension: 2 };
}

/** Weights over twelve orders of magnitude. */
export function unevenWeights(count: number, name: string): Float64Array {
  const raw = uniforms(count, 1, { key: keyOf(name), step: 0, stream: 0 }).map((value) => 10 ** (-12 * value));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}
