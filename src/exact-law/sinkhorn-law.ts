import type { QuadraticEnergy } from '../bures/index.ts';
import { type EnergySpecification, termsOf } from '../energies/index.ts';
import { RunError } from '../errors.ts';
import { momentsOfCloud } from '../metrics/index.ts';
import {
  gaussianEntropicJkoStep,
  gaussianSinkhornJkoStep,
  gaussianSinkhornPotentialFlow,
  haveCommonDirections,
} from '../sinkhorn-gaussian/index.ts';
import { twoSiteMass } from '../sinkhorn-potential-flow/index.ts';
import { nearestSites } from '../sites/index.ts';
import { dataOf, type Moments } from '../targets/index.ts';
import type { Ensemble } from '../world/index.ts';

/** What the methods on sites have in common; `reference` is that of the entropic JKO scheme. */
interface SinkhornSpec {
  stepSize: number;
  epsilon: number;
  energy: EnergySpecification;
  reference?: 'product' | 'fixed';
}

const specOf = ({ method }: Ensemble): SinkhornSpec => method as unknown as SinkhornSpec;

/** The law of the Sinkhorn potential flow from a Gaussian at the time t; nothing where covariance and precision do not commute, or an entropy is too stiff. */
export function sinkhornFlowMoments(ensemble: Ensemble, energy: QuadraticEnergy, time: number): Moments | undefined {
  const law = ensemble.initial.moments!;
  if (!haveCommonDirections(law, energy)) return undefined;
  try {
    return gaussianSinkhornPotentialFlow(law, energy, { epsilon: specOf(ensemble).epsilon, time });
  } catch (error) {
    if (error instanceof RunError) return undefined;
    throw error;
  }
}

/** One step of the Sinkhorn or, where there is a reference, the entropic JKO scheme between Gaussians; nothing where there is no closed form. */
export function sinkhornStepOf(ensemble: Ensemble, energy: QuadraticEnergy): ((law: Moments) => Moments) | undefined {
  if (!haveCommonDirections(ensemble.initial.moments!, energy)) return undefined;
  const { reference, ...options } = specOf(ensemble);
  if (!reference) return (law) => gaussianSinkhornJkoStep(law, energy, options);
  return (law) => gaussianEntropicJkoStep(law, energy, { ...options, reference });
}

/**
 * The law of the Sinkhorn potential flow of a potential on two sites, from the points of an empirical measure, at the time t.
 *
 * @param positions of the two sites, row-major
 */
export function twoSiteMoments(
  { method, memory, initial, dimension }: Ensemble,
  time: number,
  positions: ArrayLike<number> | undefined,
): Moments | undefined {
  const { epsilon, energy } = method as unknown as SinkhornSpec;
  const potential = memory.get('potential');
  const terms = termsOf(energy);
  const hasClosedForm = initial.spec.type === 'empirical' && terms.every(({ type }) => type === 'potential');
  if (!positions || !potential || !hasClosedForm) return undefined;
  const sites = Float64Array.from(positions);
  const scale = terms.reduce((sum, term) => sum + term.scale, 0);
  const cost = sites.slice(dimension).reduce((sum, value, k) => sum + (value - sites[k]!) ** 2, 0);
  const mass = twoSiteMass(
    { cost, epsilon, potential: [scale * potential[0]!, scale * potential[1]!] },
    { mass: massAtSecond(initial, sites), time },
  );
  return momentsOfCloud({ positions: sites, dimension, weights: Float64Array.of(1 - mass, mass) });
}

/** The share of an empirical measure that is nearest to the second of two sites. */
function massAtSecond(measure: Ensemble['initial'], sites: Float64Array): number {
  const { values, weights, dimension } = dataOf(measure);
  const count = values.length / dimension;
  let [total, second] = [0, 0];
  nearestSites(sites, dimension, values).forEach((site, point) => {
    const weight = weights?.[point] ?? 1 / count;
    total += weight;
    second += site * weight;
  });
  return second / total;
}
