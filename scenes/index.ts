// Written by `npm run index` from the files of this folder.
import type { Scene } from '../src/world/index.ts';
import banana from './banana.ts';
import birthDeath from './birth-death.ts';
import convergenceJko from './convergence-jko.ts';
import diracConvex from './dirac-convex.ts';
import doubleWell from './double-well.ts';
import eightSchools from './eight-schools.ts';
import entropicBias from './entropic-bias.ts';
import flagship from './flagship.ts';
import gaussianBures from './gaussian-bures.ts';
import gaussianCollapse from './gaussian-collapse.ts';
import globalOptimisation from './global-optimisation.ts';
import heatFlow from './heat-flow.ts';
import interaction from './interaction.ts';
import langevinGaussian from './langevin-gaussian.ts';
import mcmcBaselines from './mcmc-baselines.ts';
import metricGeodesic from './metric-geodesic.ts';
import mirrorEuclidean from './mirror-euclidean.ts';
import mirrorGaussianEntropy from './mirror-gaussian-entropy.ts';
import mirrorGaussianGap from './mirror-gaussian-gap.ts';
import mirrorGaussianPlane from './mirror-gaussian-plane.ts';
import mongeAmpere from './monge-ampere.ts';
import oneShotGeneration from './one-shot-generation.ts';
import quartic1d from './quartic-1d.ts';
import quarticHoles from './quartic-holes.ts';
import sinkhornFlow from './sinkhorn-flow.ts';
import sphere from './sphere.ts';
import stiffGaussian from './stiff-gaussian.ts';
import teleportation from './teleportation.ts';
import teleportationPlane from './teleportation-plane.ts';
import teleportingSampler from './teleporting-sampler.ts';
import torus from './torus.ts';
import twoClouds from './two-clouds.ts';
import twoSites from './two-sites.ts';
import vanishingEpsilon from './vanishing-epsilon.ts';

/** Every built-in scene, in the order of their names. */
export const scenes: Scene[] = [
  banana,
  birthDeath,
  convergenceJko,
  diracConvex,
  doubleWell,
  eightSchools,
  entropicBias,
  flagship,
  gaussianBures,
  gaussianCollapse,
  globalOptimisation,
  heatFlow,
  interaction,
  langevinGaussian,
  mcmcBaselines,
  metricGeodesic,
  mirrorEuclidean,
  mirrorGaussianEntropy,
  mirrorGaussianGap,
  mirrorGaussianPlane,
  mongeAmpere,
  oneShotGeneration,
  quartic1d,
  quarticHoles,
  sinkhornFlow,
  sphere,
  stiffGaussian,
  teleportation,
  teleportationPlane,
  teleportingSampler,
  torus,
  twoClouds,
  twoSites,
  vanishingEpsilon,
];

export {
  banana,
  birthDeath,
  convergenceJko,
  diracConvex,
  doubleWell,
  eightSchools,
  entropicBias,
  flagship,
  gaussianBures,
  gaussianCollapse,
  globalOptimisation,
  heatFlow,
  interaction,
  langevinGaussian,
  mcmcBaselines,
  metricGeodesic,
  mirrorEuclidean,
  mirrorGaussianEntropy,
  mirrorGaussianGap,
  mirrorGaussianPlane,
  mongeAmpere,
  oneShotGeneration,
  quartic1d,
  quarticHoles,
  sinkhornFlow,
  sphere,
  stiffGaussian,
  teleportation,
  teleportationPlane,
  teleportingSampler,
  torus,
  twoClouds,
  twoSites,
  vanishingEpsilon,
};
