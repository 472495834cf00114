export { type Key, keyOf } from './key.ts';
export { uniformPoints } from './low-discrepancy.ts';
export { normalCdf, normalDensity, normalQuantile, normalTail, normalTailQuantile } from './normal-law.ts';
export { type Draw, normals, Stream, uniformOf, uniforms, words } from './normals.ts';
export { philox } from './philox.ts';
