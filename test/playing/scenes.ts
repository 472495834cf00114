import { gaussian } from '../../src/targets/index.ts';
import { type Change, defineScene, type Scene, type SceneInput } from '../../src/world/index.ts';
import { blobJko, langevin, mala, sinkhornCoupling, underdampedLangevin } from '../../systems/index.ts';

/** A fused method, one with columns of its own and a budget of gradients, and one that reads the first; for different durations. */
export const threeScene = (changes: Change[] = [], more: Partial<SceneInput> = {}): Scene =>
  defineScene({
    name: 'three',
    title: 'Three',
    seed: 'a',
    duration: { time: 2 },
    count: 20,
    initial: gaussian({ mean: [-2, 0] }),
    target: gaussian({ mean: [1, 0.5] }),
    ensembles: [
      { name: 'leader', method: langevin({ stepSize: 0.02 }) },
      { name: 'budget', method: mala({ stepSize: 0.05 }), duration: { gradientEvaluations: 33 } },
      {
        name: 'reader',
        count: 12,
        method: sinkhornCoupling({ stepSize: 0.1, to: { ensemble: 'leader' } }),
        duration: { steps: 9 },
      },
    ],
    changes,
    ...more,
  });

/** Two at one moment, the second of which depends on the first, and one that cannot be made. */
export const CHANGES: Change[] = [
  { at: 0.8, ensemble: 'leader', add: [[1, 1]] },
  { at: 0.35, ensemble: 'leader', method: underdampedLangevin({ stepSize: 0.03, friction: 1 }) },
  { at: 0.35, ensemble: 'leader', add: [[4, 4], [5, 5]] },
  { at: 0.5, ensemble: 'budget', method: blobJko({ stepSize: 0.1, discretisation: 'quantile' }) },
]; // biome-ignore format: a table
