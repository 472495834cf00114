// Written by `npm run index` from the files of this folder.
import type { Scene } from '../src/world/index.ts';
import langevinGaussian from './langevin-gaussian.ts';

/** Every built-in scene, in the order of their names. */
export const scenes: Scene[] = [langevinGaussian];

export { langevinGaussian };
