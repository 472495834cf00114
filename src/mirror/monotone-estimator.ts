import { tensor2d } from '@tensorflow/tfjs-core';
import { InputError } from '../errors.ts';
import { normals } from '../random/index.ts';
import type { MirrorEstimator, MirrorImage, MirrorMove, MirrorState, MirrorStep } from './estimator.ts';
import { type LineReference, lineReference } from './line-reference.ts';
import { MonotoneMap } from './monotone-map.ts';

/**
 * On the line the Brenier potential is known but for the smoothing of the empirical law. With u frozen over the step, Itô's formula turns
 * dX = (−f′/u″ − u‴/u″²) dt + √(2/u″) dB into dY = −f′(X) dt + √(2u″(X)) dB for Y = u′(X), where the divergence of 1/u″ no longer appears; the step is
 *   x ← (u′)⁻¹(u′(x) − hf′(x) + √(2hu″(x)) ξ),
 * thrown back at the ends of a reference that has some. The inverse map is increasing, so however small u″ gets between two modes, no particle is thrown out.
 * The drift `score`, −(f + log ρ)′/u″ − g′(u′), is taken in x by Euler-Maruyama. Weak order 1. The particles and their scores are read back, O(n log n) on the host.
 *
 * @param bandwidth of the density of the particles, default 1.06 s n^−1/5
 */
export function monotoneEstimator(bandwidth?: number): MirrorEstimator {
  return {
    step: (step) => moveParticles(step, bandwidth),
    image: (state) => imageOf(state, bandwidth),
  };
}

async function moveParticles(step: MirrorStep, bandwidth?: number): Promise<MirrorMove> {
  const { position, reference, score, stepSize } = step;
  const scores = score(position);
  const [x, gradient] = await Promise.all([position.data<'float32'>(), scores.data<'float32'>()]);
  scores.dispose();
  const line = lineReference(reference);
  const map = new MonotoneMap(x, line, bandwidth);
  const noise = normals(x.length, 1, step.draw);
  const move = step.drift === 'score' ? await moveInX(x, map, step) : moveInMirror(map, line, stepSize);
  const next = x.map((place, i) => move(place, gradient[i]!, noise[i]!, i));
  let steepness = 0;
  let stiffness = 0;
  for (const [i, force] of gradient.entries()) {
    steepness += force ** 2 / x.length;
    stiffness += (stepSize * force ** 2) / (2 * map.hessian(x[i]!) * x.length);
  }
  return { position: tensor2d(next, [x.length, 1]), steepness, stiffness, report: { bandwidth: map.bandwidth } };
}

/** Where a particle at x with the force −f′ and the noise ξ goes. */
type Move = (x: number, force: number, noise: number, i: number) => number;

function moveInMirror(map: MonotoneMap, { support }: LineReference, stepSize: number): Move {
  return (x, force, noise) => {
    const y = map.gradient(x) + stepSize * force + Math.sqrt(2 * stepSize * map.hessian(x)) * noise;
    return map.inverse(support ? thrownBack(y, support) : y);
  };
}

/** y reflected at the ends of an interval, as often as it takes. */
function thrownBack(y: number, [low, high]: readonly [number, number]): number {
  const side = high - low;
  const place = Math.abs((y - low) % (2 * side));
  return low + (place > side ? 2 * side - place : place);
}

async function moveInX(x: Float32Array, map: MonotoneMap, { reference, stepSize }: MirrorStep): Promise<Move> {
  if (!reference.score) {
    throw new InputError(`drift: score needs the density of the reference, which ${reference.type} has not`);
  }
  const mirrored = await reference.score(Float64Array.from(x, (place) => map.gradient(place)));
  return (place, force, noise, i) => {
    const mobility = 1 / map.hessian(place);
    const drift = mobility * (force - map.score(place)) + mirrored[i]!;
    return place + stepSize * drift + Math.sqrt(2 * stepSize * mobility) * noise;
  };
}

/** Y = u′(x). */
async function imageOf({ position, reference }: MirrorState, bandwidth?: number): Promise<MirrorImage> {
  const x = await position.data();
  const map = new MonotoneMap(x, lineReference(reference), bandwidth);
  const y = Float32Array.from(x, (value) => map.gradient(value));
  return { mirrorPosition: tensor2d(y, [y.length, 1]), report: {} };
}
