export type { PotentialFlowOptions } from './options.ts';
export { sinkhornPotentialFlowStep } from './step.ts';
export { type TwoSiteRotation, type TwoSites, twoSiteMass, twoSiteRotation } from './two-sites.ts';
