import * as targets from '../../src/targets/index.ts';

const spread = [
  [2, 0.6, 0.1],
  [0.6, 0.5, -0.1],
  [0.1, -0.1, 0.8],
];

/** One or more targets of every built-in type that has a smooth density, away from the defaults too. */
export const gallery: [name: string, target: targets.Target][] = [
  ['standard gaussian', targets.gaussian({ dimension: 2 })],
  ['gaussian', targets.gaussian({ mean: [0.5, -1, 2], covariance: spread })],
  ['mixture', targets.mixture({
    weights: [0.2, 0.5, 0.3],
    means: [[-1, 0], [1, 1.5], [0.3, -2]],
    covariances: [[[0.4, 0.1], [0.1, 0.3]], [[1, -0.5], [-0.5, 0.7]], [[0.2, 0], [0, 0.9]]],
  })],
  ['isotropic mixture in 3-D', targets.mixture({ means: [[-1, 0, 1], [1, 1.5, 0]], scale: 0.7 })],
  ['eight gaussians', targets.eightGaussians()],
  ['small ring', targets.eightGaussians({ radius: 1.3, scale: 0.4 })],
  ['banana', targets.banana()],
  ['banana in 4-D', targets.banana({ scale: 1.5, curvature: -0.4, dimension: 4 })],
  ['funnel', targets.funnel({ dimension: 3, scale: 1.5 })],
  ['quartic', targets.quartic()],
  ['quartic in 2-D', targets.quartic({ dimension: 2 })],
  ['double well', targets.doubleWell()],
  ['tilted double well', targets.doubleWell({ dimension: 2, a: 0.7, b: 1.9, c: 0.3 })],
  ['many-well', targets.manyWell()],
  ['many-well of 3 pairs', targets.manyWell({ dimension: 6, a: 1.3, b: 2.5, c: -0.2, precision: 3 })],
  ['student mixture', targets.studentMixture({ means: [[-2, 0], [2, 1]], weights: [0.4, 0.6], scale: 0.8 })],
  ['student with scale matrices', targets.studentMixture({ means: [[0, 1, 2]], scaleMatrices: [spread], degreesOfFreedom: 9 })],
  ['penguins', targets.logisticRegression()],
  ['penguins in 5-D', targets.logisticRegression({ features: ['beak-length', 'beak-depth', 'flipper-length', 'body-mass'], species: 'all' })],
  ['penguins in 4-D', targets.logisticRegression({ features: ['beak-length', 'beak-depth', 'flipper-length'], species: 'Chinstrap', priorScale: 1 })],
  ['own logistic data', targets.logisticRegression({
    data: { features: [[0.1], [0.9], [1.4], [2.2], [2.3], [3.1]], labels: [0, 1, 0, 1, 0, 1] },
    priorScale: 1.5,
  })],
  ['eight schools', targets.eightSchools()],
  ['linear regression of penguins', targets.linearRegression()],
  ['own linear data', targets.linearRegression({
    data: { features: [[0.1], [0.9], [1.4], [2.2], [2.3], [3.1]], response: [0.3, 1.1, 0.2, 2, 1.7, 3.3] },
    priorScale: 1.5,
    shape: 4,
  })],
  ['quartic posterior', targets.quarticPosterior()],
  ['tilted quartic posterior in 3-D', targets.quarticPosterior({ dimension: 3, data: [0.7, 1.1], noise: 0.6, priorMean: 0.4, priorScale: 0.9 })],
  ['von mises-fisher', targets.vonMisesFisher({ meanDirection: [1, -2, 2], concentration: 2.5 })],
  ['von mises-fisher on the circle', targets.vonMisesFisher({ meanDirection: [3, 4], concentration: 0.8 })],
  ['von mises-fisher in 5-D', targets.vonMisesFisher({ meanDirection: [1, 0.5, -1, 2, 0.3], concentration: 12 })],
  ['uniform on the sphere', targets.vonMisesFisher({ dimension: 4, concentration: 0 })],
  ['von mises', targets.vonMises({ mean: [0.7], concentration: 1.5 })],
  ['von mises over the cut', targets.vonMises({ mean: [2.9, -2, 0], concentration: 3 })],
  ['narrow von mises', targets.vonMises({ mean: [3.1], concentration: 40 })],
  ['uniform on the torus', targets.vonMises({ dimension: 2, concentration: 0 })],
  ['correlated gaussian', targets.correlatedGaussian({ dimension: 7 })],
  ['anticorrelated gaussian', targets.correlatedGaussian({ dimension: 2, correlation: -0.6 })],
  ['rosenbrock', targets.rosenbrock({ dimension: 6 })],
  ['wide rosenbrock', targets.rosenbrock({ dimension: 2, variance: 0.7 })],
  ['rings', targets.rings({ radii: [1, 2.5], deviation: 0.3 })],
  ['a disc and a ring of unequal height', targets.rings({ radii: [0, 1.7], deviation: 0.4, weights: [0.8, 0.2] })],
  ['donut', targets.donut()],
  ['squiggle', targets.squiggle()],
  ['slanted squiggle', targets.squiggle({ frequency: -0.9, covariance: [[1.3, -0.7], [-0.7, 0.8]] })],
  ['forty gaussians', targets.fortyGaussians()],
  ['six gaussians', targets.fortyGaussians({ components: 6, extent: 3, deviation: 0.6, seed: 'six' })],
]; // biome-ignore format: a gallery

/** Targets whose log density has a kink or a jump, or bends within a step of differences, which say nothing there. */
export const edged: [name: string, target: targets.Target][] = [
  ['flat well', targets.flatWell()],
  ['flat well in 3-D', targets.flatWell({ dimension: 3, radius: 1.5, stiffness: 0.7 })],
  ['narrow rings', targets.rings()],
  ['uniform', targets.uniform()],
  ['uniform in 2-D', targets.uniform({ bounds: [[-3, -1], [0.5, 4.5]] })],
]; // biome-ignore format: a gallery
