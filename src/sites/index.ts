export { exponent, type Sites } from './block.ts';
export { siteKernel } from './choose.ts';
export { denseKernel } from './dense-kernel.ts';
export type { SiteEnergy } from './energy.ts';
export type { Awaitable, SiteKernel } from './kernel.ts';
export { lawOfCoefficients, lawOfMasses, type SiteLaw } from './law.ts';
export { productGrid } from './product-grid.ts';
export { separableKernel } from './separable-kernel.ts';
export type { SiteStep, SiteStepStatus } from './step.ts';
