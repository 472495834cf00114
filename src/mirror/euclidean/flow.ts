import type { Energy } from '../../energies/index.ts';
import { integrate } from '../../ode/index.ts';
import type { Mirror } from './mirror.ts';
import { mapRows, requireInside } from './rows.ts';

export interface EuclideanFlowOptions {
  duration: number;
  /** Of a step of the integrator, relative to `scale`. */
  tolerance: number;
  /** The least size that errors are measured by; the spread of the coordinates that are integrated if that is more. Default 0. */
  scale?: number;
  /** The coordinates that are integrated: ∇u(x), d/dt ∇u(x) = −∇F(x), or x itself, ẋ = −(∇²u)⁻¹∇F. */
  form: 'mirror' | 'primal';
}

export interface EuclideanFlow {
  /** [n, d], float64. */
  points: Float64Array;
  integratorSteps: number;
  rejected: number;
  evaluations: number;
  /** The size that errors were measured by. Hand it to the next piece of the way: particles at rest have no spread of their own. */
  scale: number;
  /** Particles that are at rest: within the tolerance of where ∇F = 0. */
  arrived: number;
}

/** A particle that the smallest steps move further than the tolerance arrives from that far away. */
const SMALLEST_STEP = 1e-12;
/** Bisections of the last piece of the way: 2⁻⁶⁰ of the tolerance. */
const BISECTIONS = 60;

/**
 * The Euclidean mirror flow itself, by adaptive Runge-Kutta steps in float64.
 *
 * A particle has arrived when its velocity v turns round within the tolerance δ ahead of it, v(q)·v(q + δv/|v|) ≤ 0 in the coordinates q: it is put where
 * it does, and rests. So the flow of a mirror that is flat there, as u = x⁴ at 0, stops in the finite time that it takes, although its velocity
 * has a kink, or a pole, that no step could follow.
 *
 * @param points [n, d], in the domain of the mirror; not changed
 * @throws RunError when the integrator cannot go on: the flow leaves the domain
 */
export async function euclideanFlow(
  mirror: Mirror,
  objective: Energy,
  points: Float64Array,
  { duration, tolerance, scale: least = 0, form }: EuclideanFlowOptions,
): Promise<EuclideanFlow> {
  const { dimension } = objective;
  const { placeOf, start, velocityAt } = coordinatesOf(mirror, objective, points, form);
  const scale = Math.max(least, sizeOf(start));
  const options = { ...{ dimension, velocityAt }, reach: tolerance * scale, shortest: SMALLEST_STEP * duration };
  const { x, steps, rejected, evaluations } = await integrate(
    async (q) => (await withRest(q, options)).velocity,
    start,
    duration,
    { tolerance, scale },
  );
  const { ahead, velocity, resting } = await withRest(x, options);
  const end = resting.length > 0 ? await settled(x, ahead, resting, options) : x;
  return {
    points: requireInside(mirror, placeOf(end), dimension),
    integratorSteps: steps,
    rejected,
    evaluations,
    scale,
    arrived: rowsAtRest(velocity, dimension),
  };
}

interface Coordinates {
  start: Float64Array;
  placeOf(q: Float64Array): Float64Array;
  velocityAt(q: Float64Array): Promise<Float64Array>;
}

function coordinatesOf(
  mirror: Mirror,
  objective: Energy,
  points: Float64Array,
  form: 'mirror' | 'primal',
): Coordinates {
  const { dimension } = objective;
  const forcesAt = async (x: Float64Array): Promise<Float64Array> => {
    const outside = new Uint8Array(x.length / dimension);
    for (let row = 0; row < outside.length; row++) {
      if (!mirror.contains(x.subarray(row * dimension, (row + 1) * dimension))) outside[row] = 1;
    }
    // Beyond its domain F is asked nothing, and the velocity is NaN: the integrator steps back from there.
    const inside = x.map((value, at) => (outside[Math.floor(at / dimension)] ? points[at]! : value));
    const { gradient } = await objective.at(inside);
    return gradient.map((value, at) => (outside[Math.floor(at / dimension)] ? Number.NaN : -value));
  };
  if (form === 'primal') {
    return {
      start: points,
      placeOf: (q) => q,
      velocityAt: async (q) => mapRows((x, force) => mirror.precondition(x, force), q, dimension, await forcesAt(q)),
    };
  }
  const placeOf = (q: Float64Array): Float64Array => mapRows((y) => mirror.inverse(y), q, dimension);
  return {
    start: mapRows((x) => mirror.gradient(x), points, dimension),
    placeOf,
    velocityAt: (q) => forcesAt(placeOf(q)),
  };
}

interface RestOptions {
  dimension: number;
  /** δ, or what a particle moves in the time `shortest`, if that is more. */
  reach: number;
  shortest: number;
  velocityAt(q: Float64Array): Promise<Float64Array>;
}

/** The velocities, 0 for particles that have arrived; the points δ ahead; and the rows that arrived but do not stand still of themselves. */
async function withRest(
  q: Float64Array,
  { dimension: d, reach, shortest, velocityAt }: RestOptions,
): Promise<{ velocity: Float64Array; ahead: Float64Array; resting: number[] }> {
  const velocity = await velocityAt(q);
  const speeds = Float64Array.from({ length: q.length / d }, (_, row) =>
    Math.hypot(...velocity.subarray(row * d, (row + 1) * d)),
  );
  const ahead = q.map((value, at) => {
    const speed = speeds[Math.floor(at / d)]!;
    return speed > 0 && speed < Number.POSITIVE_INFINITY
      ? value + Math.max(reach / speed, shortest) * velocity[at]!
      : value;
  });
  const there = await velocityAt(ahead);
  const resting: number[] = [];
  for (let row = 0; row < speeds.length; row++) {
    if (speeds[row] === 0) continue;
    let along = 0;
    for (let at = row * d; at < (row + 1) * d; at++) along += velocity[at]! * there[at]!;
    if (along <= 0) resting.push(row);
  }
  for (const row of resting) velocity.fill(0, row * d, (row + 1) * d);
  return { velocity, ahead, resting };
}

/** The resting rows at the point between q and `ahead` where the velocity turns round. */
async function settled(
  q: Float64Array,
  ahead: Float64Array,
  rows: number[],
  { dimension: d, velocityAt }: RestOptions,
): Promise<Float64Array> {
  const first = await velocityAt(q);
  const low = new Float64Array(q.length / d);
  const high = new Float64Array(q.length / d).fill(1);
  const place = (share: Float64Array): Float64Array =>
    q.map((value, at) => value + share[Math.floor(at / d)]! * (ahead[at]! - value));
  const middle = (): Float64Array => low.map((value, row) => (value + high[row]!) / 2);
  for (let k = 0; k < BISECTIONS; k++) {
    const share = middle();
    const velocity = await velocityAt(place(share));
    for (const row of rows) {
      let along = 0;
      for (let at = row * d; at < (row + 1) * d; at++) along += first[at]! * velocity[at]!;
      if (along > 0) low[row] = share[row]!;
      else high[row] = share[row]!;
    }
  }
  const share = middle();
  const kept = new Set(rows);
  return place(share.map((value, row) => (kept.has(row) ? value : 0)));
}

function rowsAtRest(velocity: Float64Array, dimension: number): number {
  let count = 0;
  for (let at = 0; at < velocity.length; at += dimension) {
    if (velocity.subarray(at, at + dimension).every((value) => value === 0)) count++;
  }
  return count;
}

/** Root mean square about the mean; of points that have no spread their size, and 1 at the origin. */
function sizeOf(x: Float64Array): number {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  const rms = (values: Float64Array): number =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  return rms(x.map((value) => value - mean)) || rms(x) || 1;
}
