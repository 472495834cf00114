import type { Evaluate } from '../../src/hamiltonian/index.ts';
import type { HostTarget } from './recursive-nuts.ts';

/** Targets on the host, of any dimension from 1: what a chain sees of them is rounded to float32, as on a backend. */
export const hostTargets = {
  /** Standard deviations from 1 down to 1/d. */
  gaussian: rounded((q) => ({
    logDensity: q.reduce((sum, x, k) => sum - ((k + 1) * x) ** 2 / 2, 0),
    gradient: q.map((x, k) => -((k + 1) ** 2) * x),
  })),
  /** Every coordinate in a well of two sides. */
  doubleWell: rounded((q) => ({
    logDensity: q.reduce((sum, x) => sum - (x * x - 1) ** 2, 0),
    gradient: q.map((x) => -4 * x * (x * x - 1)),
  })),
  /** Neal's funnel, whose first coordinate sets the scale of the others: divergent at large steps. */
  funnel: rounded(([v, ...rest]) => {
    const precision = Math.exp(-v!);
    const squares = rest.reduce((sum, x) => sum + x * x, 0);
    const slope = -v! / 9 - rest.length / 2 + (precision * squares) / 2;
    const logDensity = (-v! * v!) / 18 - (rest.length * v!) / 2 - (precision * squares) / 2;
    return { logDensity, gradient: [slope, ...rest.map((x) => -precision * x)] };
  }),
  /** On the half-line of its first coordinate only: NaN beyond the wall. */
  wall: rounded((q) => ({
    logDensity: Math.log(q[0]!) - q.reduce((sum, x) => sum + (x * x) / 2, 0),
    gradient: q.map((x, k) => (k === 0 ? 1 / x : 0) - x),
  })),
} satisfies Record<string, HostTarget>;

/** Row by row. @param onCall is told how many points each call has */
export const evaluationsOn =
  (target: HostTarget, dimension: number, onCall: (rows: number) => void = () => {}): Evaluate =>
  async (position) => {
    const rows = Array.from({ length: position.length / dimension }, (_, row) =>
      target([...position.subarray(row * dimension, (row + 1) * dimension)]),
    );
    onCall(rows.length);
    return {
      position,
      logDensity: Float32Array.from(rows, ({ logDensity }) => logDensity),
      gradient: Float32Array.from(rows.flatMap(({ gradient }) => gradient)),
    };
  };

function rounded(target: HostTarget): HostTarget {
  return (q) => {
    const { logDensity, gradient } = target(q);
    return { logDensity: Math.fround(logDensity), gradient: gradient.map(Math.fround) };
  };
}
