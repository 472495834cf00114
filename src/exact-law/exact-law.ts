import {
  gaussianGradientFlow,
  gaussianJkoFlow,
  gaussianJkoStep,
  type JkoFlowForm,
  quadraticEnergy,
  quadraticFault,
} from '../bures/index.ts';
import type { EnergySpecification } from '../energies/index.ts';
import { RunError } from '../errors.ts';
import type { Moments } from '../targets/index.ts';
import { type Ensemble, type MethodSpec, methodOf } from '../world/index.ts';
import { birthDeathMoments } from './birth-death-law.ts';
import { euclideanMirrorMoments, mirrorMoments } from './mirror-law.ts';
import { sinkhornFlowMoments, sinkhornStepOf, twoSiteMoments } from './sinkhorn-law.ts';

/** What the methods with a flow of Gaussians have in common; Langevin methods have no energy but KL. */
interface FlowSpec extends MethodSpec {
  stepSize: number;
  warmup?: number;
  energy?: EnergySpecification;
  form?: JkoFlowForm;
}

/**
 * Mean and covariance at physical time `time` of the law that the ensemble's method approximates, where a closed form is known: from a Gaussian
 * initial measure, with an energy of potential (of a Gaussian target), entropy and quadratic attraction. It is the Fokker-Planck flow, the
 * Wasserstein mirror flow, birth-death dynamics, or the JKO scheme or JKO-Flow with the step size of the method, after the whole number of steps nearest to that time.
 * Nothing where JKO-Flow in its plain form is unstable. Euclidean mirror flows move the points of an empirical measure. On sites it is the law of
 * the continuum, where covariance and precision commute, or for the Sinkhorn potential flow on two sites that on these.
 *
 * @param positions of the particles, row-major; only the law on two sites depends on them
 */
export function exactMomentsAt(ensemble: Ensemble, time: number, positions?: ArrayLike<number>): Moments | undefined {
  const { initial, target, dimension } = ensemble;
  const method = ensemble.method as FlowSpec;
  const { flow } = methodOf(method.type).definition;
  if (flow === 'euclidean-mirror') return euclideanMirrorMoments(ensemble, time);
  if (flow === 'sinkhorn-potential-flow' && ensemble.count === 2) return twoSiteMoments(ensemble, time, positions);
  const { energy: specification = 'kl', stepSize, form = 'pade' } = method;
  if (!flow || initial.spec.type !== 'gaussian' || quadraticFault(specification, target)) return undefined;
  const energy = quadraticEnergy(specification, { dimension, target });
  // A warm-up changes the step size, and the clock does not follow.
  if (flow === 'fokker-planck' && method.warmup) return undefined;
  if (flow === 'fokker-planck') return gaussianGradientFlow(initial.moments!, energy, time);
  if (flow === 'birth-death') return birthDeathMoments(ensemble, energy, time);
  if (flow === 'mirror' || flow === 'mirror-from-reference') return mirrorMoments(ensemble, energy, time);
  if (flow === 'sinkhorn-potential-flow') return sinkhornFlowMoments(ensemble, energy, time);
  if (flow === 'sinkhorn-jko' || flow === 'entropic-jko') {
    const step = sinkhornStepOf(ensemble, energy);
    return step && lawAfter(Math.round(time / stepSize), ensemble, step);
  }
  const step = (law: Moments): Moments =>
    flow === 'jko' ? gaussianJkoStep(law, energy, stepSize) : gaussianJkoFlow(law, energy, { stepSize, form });
  return lawAfter(Math.round(time / stepSize), ensemble, step);
}

/** The laws so far, step by step: a report asks for many times. */
const knownLaws = new WeakMap<Ensemble, { method: MethodSpec; laws: Moments[] }>();

function lawAfter(steps: number, ensemble: Ensemble, next: (law: Moments) => Moments): Moments | undefined {
  const { method, initial } = ensemble;
  const known = knownLaws.get(ensemble);
  const { laws } = known?.method === method ? known : { laws: [initial.moments!] };
  knownLaws.set(ensemble, { method, laws });
  try {
    while (laws.length <= steps) laws.push(next(laws.at(-1)!));
  } catch (error) {
    if (error instanceof RunError) return undefined;
    throw error;
  }
  return laws[steps];
}
