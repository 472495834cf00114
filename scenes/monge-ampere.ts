import { banana, gaussian, mixture } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { langevin, mongeAmpere } from '../systems/index.ts';

const twoModes = mixture({ means: [[-1], [1]], covariances: [[[0.25]], [[0.64]]], weights: [0.3, 0.7] });

/** The product of two mixtures of two Gaussians each. */
const across = { means: [-1, 1], variances: [0.25, 0.64], weights: [0.3, 0.7] };
const along = { means: [-1.2, 0.9], variances: [0.36, 0.49], weights: [0.5, 0.5] };
const pairs = across.means.flatMap((_, i) => along.means.map((__, j) => [i, j] as const));
const product = mixture({
  means: pairs.map(([i, j]) => [across.means[i]!, along.means[j]!]),
  covariances: pairs.map(([i, j]) => [[across.variances[i]!, 0], [0, along.variances[j]!]]), // biome-ignore format: a matrix
  weights: pairs.map(([i, j]) => across.weights[i]! * along.weights[j]!),
});
const bent = banana({ scale: 1, curvature: 0.4 });

const fromNormal = (dimension: number) => ({ initial: gaussian({ dimension }) });

export default defineScene({
  name: 'monge-ampere',
  title: 'Noise becomes samples along a map',
  description:
    'The parabolic Monge-Ampère equation moves a map, not particles: at the time t it sends noise to the law of the Wasserstein mirror flow, and it goes to the Brenier map, the optimal one from noise to the target. On the line the errors are distances to that map, of Langevin dynamics to the target; in the plane the target is a product of mixtures, whose Brenier map is one of quantile functions, and a banana.',
  citation:
    'N. Deb, Y.-H. Kim, S. Pal and G. Schiebinger, arXiv:2307.16421 (2023); Y.-H. Kim, S. Pal and G. Schiebinger, arXiv:2504.09279 (2025).',
  duration: { time: 6 },
  frames: 24,
  count: 1000,
  ensembles: [
    // From the target to itself nothing moves: the images of the quantiles of the noise under the Brenier map.
    {
      name: 'line-brenier',
      ...{ target: twoModes, initial: twoModes, placement: 'quantiles' },
      method: mongeAmpere({ discretisation: 'interval', stepSize: 0.25 }),
    },
    {
      name: 'line-map',
      ...{ target: twoModes, ...fromNormal(1), placement: 'quantiles', reference: 'line-brenier' },
      method: mongeAmpere({ discretisation: 'interval', stepSize: 0.25 }),
    },
    {
      name: 'line-langevin',
      ...{ target: twoModes, ...fromNormal(1), placement: 'quantiles', reference: 'line-brenier' },
      method: langevin({ stepSize: 0.01 }),
    },
    {
      name: 'product-map',
      ...{ target: product, ...fromNormal(2) },
      method: mongeAmpere({ discretisation: 'grid', stepSize: 0.25, resolution: 41 }),
    },
    { name: 'product-langevin', ...{ target: product, ...fromNormal(2) }, method: langevin({ stepSize: 0.01 }) },
    {
      name: 'banana-map',
      ...{ target: bent, ...fromNormal(2) },
      method: mongeAmpere({ discretisation: 'grid', stepSize: 0.25, resolution: 41 }),
    },
    { name: 'banana-langevin', ...{ target: bent, ...fromNormal(2) }, method: langevin({ stepSize: 0.01 }) },
  ],
});
