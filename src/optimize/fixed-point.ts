import { plus } from '../linalg/index.ts';
import { Anderson } from '../transport/index.ts';

/** What the map gives at some x. */
export interface Round {
  /** g(x), [n]. */
  readonly image: Float64Array;
  /** Whether x is near enough to g(x). */
  readonly isSolved: boolean;
}

/** Where the iteration came to. */
export interface FixedPoint<Reached extends Round> {
  /** The round at the fixed point, or that of the smallest change. */
  readonly round: Reached;
  /** max |g(x) − x| there. */
  readonly change: number;
  readonly rounds: number;
  readonly status: 'converged' | 'max-iterations' | 'stalled';
}

/** A round that changes more than so many times the least so far is undone, and the share halved. */
const WORST_GROWTH = 1.5;
const SMALLEST_SHARE = 2 ** -12;
/** Rounds without a smaller change than ever. */
const MOST_IDLE = 24;

/**
 * x = g(x) by Anderson's acceleration of x ← x + share (g(x) − x), where the share is halved each time that goes astray: where g contracts it is as fast as
 * ever, and where g overshoots, as the best answer to a repulsion does, it settles all the same. Not every g lets it.
 *
 * @param map the round at x, [n]; nothing where there is no budget left for it
 */
export async function fixedPoint<Reached extends Round>(
  map: (x: Float64Array) => Promise<Reached | undefined>,
  start: Float64Array,
  mostRounds: number,
): Promise<FixedPoint<Reached> | undefined> {
  const weights = new Float64Array(start.length).fill(1);
  let share = 1;
  let anderson = new Anderson(weights, share);
  let x = start;
  let best: { x: Float64Array; residual: Float64Array; round: Reached; change: number } | undefined;
  let idle = 0;
  for (let rounds = 1; ; rounds++) {
    const round = await map(x);
    if (!round) return best && { ...best, rounds: rounds - 1, status: 'max-iterations' };
    const residual = plus(round.image, -1, x);
    const change = residual.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
    if (round.isSolved) return { round, change, rounds, status: 'converged' };
    const isAstray = best !== undefined && !(change <= WORST_GROWTH * best.change);
    const improves = !best || change < best.change;
    idle = improves ? 0 : idle + 1;
    if (!best || improves) best = { x, residual, round, change };
    if (rounds === mostRounds) return { ...best, rounds, status: 'max-iterations' };
    if (idle === MOST_IDLE || share < SMALLEST_SHARE) return { ...best, rounds, status: 'stalled' };
    if (isAstray) {
      share /= 2;
      anderson = new Anderson(weights, share);
      x = plus(best.x, 1, anderson.step(best.x, best.residual));
    } else {
      x = plus(x, 1, anderson.step(x, residual));
    }
  }
}
