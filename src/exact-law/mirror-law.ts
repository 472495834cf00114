import type { QuadraticEnergy } from '../bures/index.ts';
import { momentsOfCloud } from '../metrics/index.ts';
import {
  gaussianEnergyMirrorFlow,
  gaussianReference,
  mirrorOf,
  type ObjectiveSpecification,
  type Reference,
} from '../mirror/index.ts';
import type { Moments } from '../targets/index.ts';
import { type Ensemble, methodOf } from '../world/index.ts';

/** The law of a Wasserstein mirror flow from a Gaussian at the time t, where it is a Gaussian with a closed form. */
export function mirrorMoments(ensemble: Ensemble, energy: QuadraticEnergy, time: number): Moments | undefined {
  const reference = gaussianReferenceOf(ensemble);
  return reference && gaussianEnergyMirrorFlow(ensemble.initial.moments!, energy, reference, time);
}

function gaussianReferenceOf({ method, dimension, initial }: Ensemble): Reference | undefined {
  const given = method.reference as { type: string; mean?: number[]; covariance?: number[][] } | undefined;
  if (given) return given.type === 'gaussian' ? gaussianReference(dimension, given) : undefined;
  const fromReference = methodOf(method.type).definition.flow === 'mirror-from-reference';
  return gaussianReference(dimension, fromReference ? initial.moments : {});
}

interface EuclideanSpec {
  mirror: string;
  objective: ObjectiveSpecification;
}

/** The points of an empirical start, each by the closed form of the Euclidean mirror flow of a quadratic F about 0. */
export function euclideanMirrorMoments(
  { method, initial, target, dimension }: Ensemble,
  time: number,
): Moments | undefined {
  const { mirror, objective } = method as unknown as EuclideanSpec;
  const { quadraticFlow } = mirrorOf(mirror);
  const strength = strengthOf(objective, target);
  const points = initial.spec.points as number[][] | undefined;
  if (!quadraticFlow || strength === undefined || initial.spec.type !== 'empirical' || !points) return undefined;
  const weights = initial.spec.weights as number[] | undefined;
  const positions = Float64Array.from(
    points.flatMap((point) => Array.from(quadraticFlow(Float64Array.from(point), strength, time))),
  );
  return momentsOfCloud({ positions, dimension, ...(weights && { weights: Float64Array.from(weights) }) });
}

/** k where F is ½k|x|² up to a constant. */
function strengthOf(objective: ObjectiveSpecification, target: Ensemble['target']): number | undefined {
  if (objective !== 'target') {
    if (objective.type !== 'quadratic' || [objective.centre].flat().some((value) => value !== 0)) return undefined;
    return objective.strength;
  }
  if (target?.spec.type !== 'gaussian') return undefined;
  const { mean, covariance } = target.moments!;
  const variance = covariance[0]![0]!;
  const isMultiple = covariance.every((row, k) => row.every((entry, l) => entry === (k === l ? variance : 0)));
  return isMultiple && mean.every((value) => value === 0) ? 1 / variance : undefined;
}
