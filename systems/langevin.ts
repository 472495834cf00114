import { z } from 'zod';
import { langevinSteps } from '../src/targets/index.ts';
import { defineMethod } from '../src/world/index.ts';

/**
 * x ← x + h ∇log π(x) + √(2h) ξ, ξ ~ N(0, I): Euler-Maruyama for dX = ∇log π dt + √2 dB, weak order 1, one gradient a step.
 *
 * It does not sample π but a law O(h) away: on N(0, 1/a) its stationary variance is 1/(a(1 − ah/2)), and it diverges from h = 2/a on.
 */
export const langevin = defineMethod({
  type: 'langevin',
  component: 'Langevin',
  title: 'Unadjusted Langevin algorithm',
  source: 'Roberts & Tweedie 1996, section 1.4.1',
  parameters: z.strictObject({
    stepSize: z.number().positive().default(0.01).describe('h, time units; stable below 2 / the largest curvature'),
  }),
  needs: { target: true, gradient: true, samples: false },
  flow: 'fokker-planck',
  independentChains: true,
  stepSize: ({ stepSize }) => stepSize,
  fuse: 32,
  advance({ ensemble, parameters: { stepSize } }, steps) {
    const { key, target, columns, count, steps: firstStep } = ensemble;
    columns.position.assign(langevinSteps(target!, columns.position.matrix, { stepSize, key, firstStep, steps }));
    ensemble.gradientEvaluations += count * steps;
  },
});
