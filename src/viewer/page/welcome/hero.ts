import type { SceneInput } from '../../protocol.ts';

/** The scene that the first page opens on a click. */
export const HERO_NAME = 'two-clouds';

/** What moves on the first page: that scene as plain data, so that nothing else has to be there before. */
export const HERO: SceneInput = {
  name: 'first-page',
  title: 'One cloud follows another',
  duration: { time: 4 },
  count: 400,
  target: { type: 'eight-gaussians' },
  initial: { type: 'gaussian', dimension: 2 },
  ensembles: [
    { name: 'leader', method: { type: 'langevin', stepSize: 0.02 } },
    {
      name: 'follower',
      initial: { type: 'gaussian', mean: [5, 5], covariance: [[0.1, 0], [0, 0.1]] }, // biome-ignore format: matrices
      method: { type: 'sinkhorn-coupling', stepSize: 0.2, to: { ensemble: 'leader' } },
    },
  ],
};
