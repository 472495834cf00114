// Written by `npm run index` from the files of this folder.
import type { Scene } from '../src/world/index.ts';
import banana from './banana.ts';
import doubleWell from './double-well.ts';
import eightSchools from './eight-schools.ts';
import flagship from './flagship.ts';
import langevinGaussian from './langevin-gaussian.ts';
import stiffGaussian from './stiff-gaussian.ts';
import twoClouds from './two-clouds.ts';

/** Every built-in scene, in the order of their names. */
export const scenes: Scene[] = [banana, doubleWell, eightSchools, flagship, langevinGaussian, stiffGaussian, twoClouds];

export { banana, doubleWell, eightSchools, flagship, langevinGaussian, stiffGaussian, twoClouds };
