import { States } from './states.ts';

/** The two ends of a segment, in the order of time. */
export const BACKWARD = 0;
export const FORWARD = 1;
export type Side = typeof BACKWARD | typeof FORWARD;

export const opposite = (side: Side): Side => (side === FORWARD ? BACKWARD : FORWARD);

/**
 * A stretch of the trajectory of each of `count` chains, a run of leapfrog states without gaps: what the criterion of the U-turn and the draw of
 * the next state need of it. States weigh e^{H₀−H}.
 */
export class Segments {
  /** The momenta at both ends, by side, [count, dimension] each. */
  readonly ends: readonly [Float64Array, Float64Array];
  /** ρ, the sum of the momenta of all states, [count, dimension]. */
  readonly sum: Float64Array;
  /** log Σ e^{H₀−H}, [count]. */
  readonly logWeight: Float64Array;
  /** One of the states, and its H, [count]. */
  readonly drawn: States;
  readonly energy: Float64Array;

  constructor(count: number, dimension: number) {
    const zeros = (): Float64Array => new Float64Array(count * dimension);
    this.ends = [zeros(), zeros()];
    this.sum = zeros();
    this.logWeight = new Float64Array(count);
    this.drawn = new States(count, dimension);
    this.energy = new Float64Array(count);
  }

  /** Be a single state, but for `drawn`. */
  begin(chain: number, momentum: Float64Array, energy: number, logWeight: number): void {
    const { dimension } = this.drawn;
    for (let k = 0, at = chain * dimension; k < dimension; k++, at++)
      this.ends[BACKWARD][at] = this.ends[FORWARD][at] = this.sum[at] = momentum[at]!;
    this.energy[chain] = energy;
    this.logWeight[chain] = logWeight;
  }

  /** Draw the state that the other one has drawn. */
  redraw(chain: number, { drawn, energy }: Segments): void {
    this.drawn.take(chain, drawn);
    this.energy[chain] = energy[chain]!;
  }

  /** Grow by the one that adjoins on a side; what is drawn stays. */
  annex(chain: number, other: Segments, side: Side): void {
    const { dimension } = this.drawn;
    for (let k = 0, at = chain * dimension; k < dimension; k++, at++) {
      this.ends[side][at] = other.ends[side][at]!;
      this.sum[at]! += other.sum[at]!;
    }
    this.logWeight[chain] = logSumExp(this.logWeight[chain]!, other.logWeight[chain]!);
  }
}

/**
 * Whether the union of two segments, `left` just before `right` in time, turns back: some ρ·M⁻¹p ≤ 0 for a momentum p at an end of a segment
 * and its ρ (Betancourt 2017, appendix A.4.2), taken for the union, for `left` with the first state of `right`, and for `right` with the
 * last state of `left`. The latter two, of Stan since 2.21, see turns that end where both halves look straight.
 */
export function isTurning(chain: number, left: Segments, right: Segments, inverseMass: Float64Array): boolean {
  const dimension = inverseMass.length;
  const [first, beforeSeam] = left.ends;
  const [afterSeam, last] = right.ends;
  let [wholeFirst, wholeLast, leftFirst, leftLast, rightFirst, rightLast] = [0, 0, 0, 0, 0, 0];
  for (let k = 0, at = chain * dimension; k < dimension; k++, at++) {
    const velocityFirst = inverseMass[k]! * first[at]!;
    const velocityLast = inverseMass[k]! * last[at]!;
    const whole = left.sum[at]! + right.sum[at]!;
    const leftAndOne = left.sum[at]! + afterSeam[at]!;
    const rightAndOne = right.sum[at]! + beforeSeam[at]!;
    wholeFirst += velocityFirst * whole;
    wholeLast += velocityLast * whole;
    leftFirst += velocityFirst * leftAndOne;
    leftLast += inverseMass[k]! * afterSeam[at]! * leftAndOne;
    rightFirst += inverseMass[k]! * beforeSeam[at]! * rightAndOne;
    rightLast += velocityLast * rightAndOne;
  }
  // Written so that a NaN turns.
  const straight = wholeFirst > 0 && wholeLast > 0 && leftFirst > 0 && leftLast > 0 && rightFirst > 0 && rightLast > 0;
  return !straight;
}

/** log(e^a + e^b). */
export const logSumExp = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
