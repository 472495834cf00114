// Written by `npm run index` from the files of this folder.
export { blobJko } from './blob-jko.ts';
export { entropicTransport } from './entropic-transport.ts';
export { euclideanMirrorFlow } from './euclidean-mirror-flow.ts';
export { ipfp } from './ipfp.ts';
export { jkoFlow } from './jko-flow.ts';
export { langevin } from './langevin.ts';
export { mala } from './mala.ts';
export { mirrorFlow } from './mirror-flow.ts';
export { mirrorMcKeanVlasov } from './mirror-mckean-vlasov.ts';
export { mongeAmpere, mongeAmpereMap } from './monge-ampere.ts';
export { proximalPoint } from './proximal-point.ts';
export { riemannianGradientFlow } from './riemannian-gradient-flow.ts';
export { riemannianJkoFlow } from './riemannian-jko-flow.ts';
export { sinkhornCoupling } from './sinkhorn-coupling.ts';
export { underdampedLangevin } from './underdamped-langevin.ts';
export { wassersteinGradientFlow } from './wasserstein-gradient-flow.ts';
