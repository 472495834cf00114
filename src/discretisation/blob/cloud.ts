import { blobEnergy, defaultBandwidth, type Energy } from '../../energies/index.ts';
import { type Ensemble, spreadOf } from '../../world/index.ts';
import type { FlowParameters } from '../discretisation.ts';

/** 'auto' takes a new bandwidth when the rule is this far from the one in use, so that noise does not change it. */
const HYSTERESIS = 0.1;

/** A cloud at the start of a step, and its energy at the bandwidth of this step. */
export interface BlobCloud {
  /** Row-major [n, d]: exactly the float32 positions. */
  readonly points: Float64Array;
  readonly energy: Energy;
  readonly bandwidth: number;
  /** The bandwidth is another one than in the step before. */
  readonly rebased: boolean;
}

/** The cloud of an ensemble; the bandwidth is as given, or the one in use as long as the rule is near it. */
export async function blobCloud(ensemble: Ensemble, parameters: FlowParameters): Promise<BlobCloud> {
  const { dimension, target, memory } = ensemble;
  const points = Float64Array.from(await ensemble.columns.position.pull());
  const before = memory.get('bandwidth')?.[0];
  const bandwidth = parameters.bandwidth === 'auto' ? followed(before, points, dimension) : parameters.bandwidth;
  memory.set('bandwidth', Float64Array.of(bandwidth));
  // The ensemble counts: the world takes the counts of a failed step back.
  const energy = blobEnergy(parameters.energy, { dimension, target, bandwidth, count: ensemble });
  return { points, energy, bandwidth, rebased: bandwidth !== before };
}

function followed(current: number | undefined, points: Float64Array, dimension: number): number {
  const rule = defaultBandwidth(points, dimension);
  return current !== undefined && Math.abs(Math.log(rule / current)) < HYSTERESIS ? current : rule;
}

/** Write where the particles go. @returns what float32 keeps of it */
export function moveTo(ensemble: Ensemble, points: Float64Array): Float64Array {
  const kept = Float32Array.from(points);
  ensemble.columns.position.write(kept);
  return Float64Array.from(kept);
}

/** The size that errors of positions are measured by: the spread of the cloud per coordinate, and no less than a bandwidth. */
export function lengthOf({ points, energy: { dimension }, bandwidth }: BlobCloud): number {
  return Math.max(bandwidth, Math.sqrt(spreadOf({ values: points, dimension }) / dimension));
}
