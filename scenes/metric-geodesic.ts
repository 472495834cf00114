import { gaussian, mixture } from '../src/targets/index.ts';
import { defineScene } from '../src/world/index.ts';
import { sinkhornGeodesic } from '../systems/index.ts';

const epsilon = 0.05;
const stepSize = 0.0625;

export default defineScene({
  name: 'metric-geodesic',
  title: 'A geodesic of the Sinkhorn geometry',
  description:
    'Three paths from one law to another, and their lengths in the metric g = (ε/2)⟨µ̇, (I − K²)⁻¹H µ̇⟩. A mixture moves mass vertically: it vanishes here and appears there. A displacement moves it horizontally, as optimal transport does. The geodesic may do both, and is the shortest.',
  citation:
    'H. Lavenant, J. Luckhardt, G. Mordant, B. Schmitzer & L. Tamanini, The Riemannian geometry of Sinkhorn divergences, arXiv 2405.04987.',
  duration: { time: 1 },
  frames: 16,
  initial: gaussian({ mean: [0.25], covariance: [[0.004]] }),
  target: mixture({ means: [[0.6], [0.85]], scale: 0.06 }),
  sites: { type: 'grid', bounds: [[0, 1]], nodes: 41 },
  ensembles: [
    { name: 'geodesic', method: sinkhornGeodesic({ epsilon, stepSize }) },
    { name: 'mixture', method: sinkhornGeodesic({ epsilon, stepSize, path: 'mixture' }) },
    { name: 'displacement', method: sinkhornGeodesic({ epsilon, stepSize, path: 'displacement' }) },
  ],
});
