import { exactMomentsAt } from '../exact-law/index.ts';
import { momentsOfCloud } from '../metrics/index.ts';
import type { Moments } from '../targets/index.ts';
import { gaussianTransport, wasserstein1d } from '../transport/index.ts';
import type { Ensemble } from '../world/index.ts';

/** Particles on the host: rows of `dimension`, and one weight a row. */
export interface Particles {
  positions: Float32Array;
  dimension: number;
  weights: Float32Array;
}

/** An ensemble at one moment. */
export interface Reading {
  /** Physical time. */
  time: number;
  cloud: Particles;
  moments: Moments;
}

export const readingOf = (time: number, cloud: Particles): Reading => ({
  time,
  cloud,
  moments: momentsOfCloud(cloud),
});

/** How far an ensemble is from the law that it should have at that moment; nothing where that law is not known. */
export interface LawError {
  /** Moments of that law. */
  exact?: Moments;
  /** W₂ to it. */
  error?: number;
}

/** To the closed form of the flow that the method approximates: W₂ between the Gaussians of the moments. */
export function errorToClosedForm(ensemble: Ensemble, { time, moments, cloud }: Reading): LawError {
  const exact = ensemble.steered ? undefined : exactMomentsAt(ensemble, time, cloud.positions);
  return exact ? { exact, error: gaussianDistance(moments, exact) } : {};
}

/** To another ensemble, at equal times only: W₂ of the clouds in one dimension, else between the Gaussians of their moments. */
export function errorToReference(reading: Reading, reference: Reading): LawError {
  if (!isSameTime(reading.time, reference.time)) return {};
  return { exact: reference.moments, error: distanceBetween(reading, reference) };
}

/** Sums of different steps are the same time up to rounding. */
export const isSameTime = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));

function distanceBetween({ cloud: a, moments }: Reading, { cloud: b, moments: others }: Reading): number {
  if (a.dimension > 1) return gaussianDistance(moments, others);
  return wasserstein1d(a.positions, b.positions, { a: normalised(a.weights), b: normalised(b.weights) });
}

const gaussianDistance = (a: Moments, b: Moments): number =>
  Math.sqrt(Math.max(0, gaussianTransport(a, b).wassersteinSquared));

/** Where only the first particles are recorded, their weights sum to less than 1. */
function normalised(weights: Float32Array): Float64Array {
  const masses = Float64Array.from(weights);
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}
