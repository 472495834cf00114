import { gaussian } from '../../src/targets/index.ts';
import { defineScene, type Scene, type SceneInput } from '../../src/world/index.ts';
import { langevin, mala } from '../../systems/index.ts';

/** Two methods on a Gaussian: done in a blink, with a fused one and one that keeps columns of its own. */
export const smallScene = (changes: Partial<SceneInput> = {}): Scene =>
  defineScene({
    name: 'small',
    title: 'Small & <quick>',
    seed: 'a',
    duration: { time: 2 },
    frames: 5,
    count: 60,
    initial: gaussian({ mean: [-2, 0] }),
    target: gaussian({ mean: [1, 0.5] }),
    ensembles: [
      { name: 'ula', method: langevin({ stepSize: 0.02 }) },
      { name: 'mala', method: mala({ stepSize: 0.05 }) },
    ],
    ...changes,
  });
