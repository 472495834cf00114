export { type Key, keyOf } from './key.ts';
export { type Draw, normals, Stream, uniformOf, uniforms, words } from './normals.ts';
export { philox } from './philox.ts';
