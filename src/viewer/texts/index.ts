import { birthDeath } from './birth-death.ts';
import { blobJko } from './blob-jko.ts';
import { entropicJko } from './entropic-jko.ts';
import { entropicTransport } from './entropic-transport.ts';
import { euclideanMirrorFlow } from './euclidean-mirror-flow.ts';
import { exactSampling } from './exact-sampling.ts';
import { hmc } from './hmc.ts';
import { ipfp } from './ipfp.ts';
import { jkoFlow } from './jko-flow.ts';
import { langevin } from './langevin.ts';
import { mala } from './mala.ts';
import type { MethodText } from './method-text.ts';
import { mirrorFlow } from './mirror-flow.ts';
import { mirrorMckeanVlasov } from './mirror-mckean-vlasov.ts';
import { mongeAmpere } from './monge-ampere.ts';
import { nuts } from './nuts.ts';
import { proximalPoint } from './proximal-point.ts';
import { randomWalkMetropolis } from './random-walk-metropolis.ts';
import { riemannianGradientFlow } from './riemannian-gradient-flow.ts';
import { riemannianJkoFlow } from './riemannian-jko-flow.ts';
import { sinkhornCoupling } from './sinkhorn-coupling.ts';
import { sinkhornGeodesic } from './sinkhorn-geodesic.ts';
import { sinkhornJko } from './sinkhorn-jko.ts';
import { sinkhornPotentialFlow } from './sinkhorn-potential-flow.ts';
import { svgd } from './svgd.ts';
import { underdampedLangevin } from './underdamped-langevin.ts';
import { wassersteinGradientFlow } from './wasserstein-gradient-flow.ts';

export type { MethodText };

/** By the type of the method. */
export const methodTexts: Readonly<Record<string, MethodText>> = {
  'birth-death': birthDeath,
  'blob-jko': blobJko,
  'entropic-jko': entropicJko,
  'entropic-transport': entropicTransport,
  'euclidean-mirror-flow': euclideanMirrorFlow,
  'exact-sampling': exactSampling,
  hmc: hmc,
  ipfp: ipfp,
  'jko-flow': jkoFlow,
  langevin: langevin,
  mala: mala,
  'mirror-flow': mirrorFlow,
  'mirror-mckean-vlasov': mirrorMckeanVlasov,
  'monge-ampere': mongeAmpere,
  nuts: nuts,
  'proximal-point': proximalPoint,
  'random-walk-metropolis': randomWalkMetropolis,
  'riemannian-gradient-flow': riemannianGradientFlow,
  'riemannian-jko-flow': riemannianJkoFlow,
  'sinkhorn-coupling': sinkhornCoupling,
  'sinkhorn-geodesic': sinkhornGeodesic,
  'sinkhorn-jko': sinkhornJko,
  'sinkhorn-potential-flow': sinkhornPotentialFlow,
  svgd: svgd,
  'underdamped-langevin': underdampedLangevin,
  'wasserstein-gradient-flow': wassersteinGradientFlow,
};
