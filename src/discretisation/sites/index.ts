export { kernelOf } from './kernel-of.ts';
export { massesAt, massesOf } from './masses.ts';
export {
  type SiteParameters,
  type SiteProblem,
  siteNeeds,
  siteParameters,
  siteProblem,
  siteTolerance,
} from './problem.ts';
export { prepareSites, setLaw, takeSiteSteps } from './steps.ts';
