export { type DiscretisationName, discretisationOf, flowNeeds, flowParameters } from './choose.ts';
export type {
  Discretisation,
  FlowParameters,
  FlowStep,
  GradientFlowParameters,
  JkoFlowParameters,
  JkoParameters,
} from './discretisation.ts';
export { manifoldParameter, type PointParameters, preparePoints, stepPoints } from './points-on-manifold.ts';
export {
  kernelOf,
  massesAt,
  massesOf,
  prepareSites,
  type SiteParameters,
  type SiteProblem,
  setLaw,
  siteNeeds,
  siteParameters,
  siteProblem,
  siteTolerance,
  takeSiteSteps,
} from './sites/index.ts';
export { stabilityLimit } from './stability-limit.ts';
export { takeSteps } from './take-steps.ts';
