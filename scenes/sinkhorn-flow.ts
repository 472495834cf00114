import { gaussian, mixture, type Target } from '../src/targets/index.ts';
import { defineScene, type SceneInput } from '../src/world/index.ts';
import { ipfp, mongeAmpere } from '../systems/index.ts';

type Study = NonNullable<SceneInput['orders']>[number];

/** So large that the four starts can be told apart by eye. */
const epsilon = 0.1;
const INITIALISATIONS = ['plain', 'slides', 'half-log', 'entropic'] as const;
const ORDERS = { plain: 1, slides: 1, 'half-log': 2, entropic: 2 };

/** e^{−f}, e^{−g} and ρ₀. */
interface Measures {
  target: Target;
  reference: Target;
  initial: Target;
}

const line: Measures = {
  target: gaussian({ mean: [-0.4], covariance: [[2.25]] }),
  reference: gaussian({ mean: [0], covariance: [[0.49]] }),
  initial: gaussian({ mean: [0.8], covariance: [[1]] }),
};
const matrices: Measures = {
  target: gaussian({ mean: [-0.3, 0.2], covariance: [[2, 0.6], [0.6, 0.9]] }), // biome-ignore format: a matrix
  reference: gaussian({ covariance: [[0.7, -0.2], [-0.2, 1.3]] }), // biome-ignore format: a matrix
  initial: gaussian({ mean: [0.5, -0.4], covariance: [[1, 0.3], [0.3, 0.6]] }), // biome-ignore format: a matrix
};
const twoModes = mixture({ means: [[-1], [1]], covariances: [[[0.25]], [[0.64]]], weights: [0.3, 0.7] });
const threeModes = mixture({ means: [[-1.2, -0.6], [1.2, -0.6], [0, 1.4]], scale: 0.5 }); // biome-ignore format: rows

const studies = (label: string, { target, reference, initial }: Measures): Study[] =>
  INITIALISATIONS.map((initialisation) => ({
    name: `${label} - ${initialisation}`,
    expected: ORDERS[initialisation],
    ...{
      target,
      initial,
      count: 200,
      placement: target.dimension === 1 ? ('quantiles' as const) : ('random' as const),
    },
    method: ipfp({ discretisation: 'gaussian', initialisation, reference }),
    against: mongeAmpere({ discretisation: 'gaussian', reference }),
    stepSizes: [0.1, 0.05, 0.025, 0.0125],
    time: 1,
  }));

const normal = (dimension: number) => ({ initial: gaussian({ dimension }) });

export default defineScene({
  name: 'sinkhorn-flow',
  title: 'Sinkhorn iterations follow the mirror flow',
  description:
    'The marginals of iterative proportional fitting with the cost ½|x − y|² and the regulariser ε, read at the time t = kε, follow the Wasserstein mirror flow of KL(· | target), whose maps solve the parabolic Monge-Ampère equation: the exact ensembles. How the first potential is chosen decides how closely: φ₀ itself and the choice of the slides are O(ε) away, φ₀ + (ε/2) log ρ₀ and the entropic potential O(ε²), as the studies show for Gaussians, also where the matrices do not commute. On densities and on samples, whose weights move while the points stay (samples start with equal weights, that of the target), the iterations run beside the flow to mixtures on the line and in the plane, where the densities on a grid are what the others are measured to.',
  citation:
    'N. Deb, Y.-H. Kim, S. Pal and G. Schiebinger, Wasserstein mirror gradient flow as the limit of the Sinkhorn algorithm, arXiv:2307.16421 (2023).',
  duration: { time: 2 },
  frames: 10,
  count: 400,
  ensembles: [
    {
      name: 'exact',
      ...{ target: line.target, initial: line.initial, placement: 'quantiles' },
      method: mongeAmpere({ discretisation: 'gaussian', reference: line.reference, stepSize: epsilon }),
    },
    ...INITIALISATIONS.map((initialisation) => ({
      name: initialisation,
      reference: 'exact',
      ...{ target: line.target, initial: line.initial, placement: 'quantiles' as const },
      method: ipfp({ discretisation: 'gaussian', initialisation, epsilon, reference: line.reference }),
    })),
    {
      name: 'mixture-exact',
      ...{ target: twoModes, ...normal(1), placement: 'quantiles' },
      method: mongeAmpere({ discretisation: 'interval', stepSize: epsilon }),
    },
    {
      name: 'mixture-grid',
      ...{ target: twoModes, ...normal(1), count: 1000, reference: 'mixture-exact' },
      method: ipfp({ discretisation: 'grid', epsilon }),
    },
    {
      name: 'mixture-samples',
      ...{ target: twoModes, ...normal(1), reference: 'mixture-exact' },
      method: ipfp({ discretisation: 'samples', epsilon }),
    },
    {
      name: 'plane-grid',
      ...{ target: threeModes, ...normal(2), count: 64 ** 2 },
      method: ipfp({ discretisation: 'grid', epsilon }),
    },
    {
      name: 'plane-samples',
      ...{ target: threeModes, ...normal(2), count: 1000, reference: 'plane-grid' },
      method: ipfp({ discretisation: 'samples', epsilon }),
    },
    {
      name: 'plane-map',
      ...{ target: threeModes, ...normal(2), count: 1000, reference: 'plane-grid' },
      method: mongeAmpere({ discretisation: 'grid', stepSize: epsilon, resolution: 49 }),
    },
  ],
  orders: [...studies('Gaussian', line), ...studies('Bures', matrices)],
});
