import { expect, it } from 'vitest';
import { gaussian } from '../../src/targets/index.ts';
import { positions, setMethod, step } from '../../src/world/index.ts';
import { blobJko, langevin } from '../../systems/index.ts';
import { worldWith } from '../systems/support.ts';

it('refuses particles that the quantile discretisation gave different masses, and leaves them where they are', async () => {
  const { world, ensemble } = await worldWith({
    count: 20,
    initial: gaussian({ dimension: 1 }),
    target: gaussian({ dimension: 1 }),
    method: blobJko({ discretisation: 'quantile' }),
  });
  await step(world, { steps: 1 });
  setMethod(world, ensemble.entity, blobJko());
  const before = await positions(world, ensemble.entity);
  await expect(step(world, { steps: 1 })).rejects.toThrow(
    /^weight: the blob discretisation needs particles of equal mass, but .* are in ensemble$/,
  );
  expect(await positions(world, ensemble.entity)).toEqual(before);
  setMethod(world, ensemble.entity, langevin());
  await step(world, { steps: 1 });
});
