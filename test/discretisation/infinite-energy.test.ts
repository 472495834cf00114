import { describe, expect, it } from 'vitest';
import { uniform } from '../../src/targets/index.ts';
import { disposeWorld, step } from '../../src/world/index.ts';
import { blobJko } from '../../systems/blob-jko.ts';
import { jkoFlow } from '../../systems/jko-flow.ts';
import { wassersteinGradientFlow } from '../../systems/wasserstein-gradient-flow.ts';
import { normal, worldWith } from '../systems/support.ts';

describe.each([blobJko, jkoFlow, wassersteinGradientFlow].map((method) => method({ stepSize: 0.001 })))(
  '$type',
  (method) => {
    it('says that it cannot start where the target has no density', async () => {
      const target = uniform({ bounds: [[-1, 1]] });
      const { world, ensemble } = await worldWith({ count: 20, initial: normal(0.1, 3), target, method });
      await step(world, { steps: 2 });
      expect(ensemble).toMatchObject({
        status: 'stopped',
        reason: 'step 1: the energy is infinite at the start: particles must be where the target has a density',
      });
      disposeWorld(world);
    });

    it('goes on within', async () => {
      const target = uniform({ bounds: [[-1, 1]] });
      const { world, ensemble } = await worldWith({ count: 20, initial: normal(0.04), target, method });
      await step(world, { steps: 2 });
      expect(ensemble).toMatchObject({ status: 'running', steps: 2 });
      expect(ensemble.energy.flat().every(Number.isFinite)).toBe(true);
      disposeWorld(world);
    });
  },
);
