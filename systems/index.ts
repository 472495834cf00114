// Written by `npm run index` from the files of this folder.
export { blobJko } from './blob-jko.ts';
export { langevin } from './langevin.ts';
export { mala } from './mala.ts';
export { mirrorMcKeanVlasov } from './mirror-mckean-vlasov.ts';
export { sinkhornCoupling } from './sinkhorn-coupling.ts';
export { underdampedLangevin } from './underdamped-langevin.ts';
