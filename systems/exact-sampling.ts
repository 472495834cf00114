import { z } from 'zod';
import { keyOf } from '../src/random/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * Every step replaces all particles by independent exact samples of the target, a function of the seed and the step alone. Its distance to the
 * target is what so many samples have by chance, and no method can be expected to come nearer: the floor of every benchmark.
 *
 * It evaluates neither density nor gradient, so that only a duration of steps or time ends it.
 */
export const exactSampling = defineMethod({
  type: 'exact-sampling',
  component: 'ExactSampling',
  title: 'Exact sampling',
  source: 'Definition: independent samples of the target',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(1).describe('time units between two samples; moves only the clock'),
  }),
  needs: { target: true, gradient: false, samples: true },
  independentChains: true,
  stepSize: ({ stepSize }) => stepSize,
  fuse: 1024,
  advance({ ensemble: { columns, count, key, steps: firstStep, target } }, steps) {
    const last = firstStep + steps - 1;
    columns.position.write(target!.sample!(count, keyOf(key.join(), 'exact-sampling', String(last))));
  },
});
