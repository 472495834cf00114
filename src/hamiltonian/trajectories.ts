import type { Decisions } from './decisions.ts';
import { PhasePoints } from './phase-points.ts';
import { BACKWARD, FORWARD, isTurning, logSumExp, opposite, Segments, type Side } from './segments.ts';
import type { Points, States } from './states.ts';

/** An energy that rises by more than this is a divergence: the integrator has left the level set (Stan's max_deltaH). */
const LARGEST_ERROR = 1000;

export interface TrajectoryOptions {
  /** ε, time units of the Hamiltonian dynamics. */
  stepSize: number;
  /** The diagonal of M⁻¹, [dimension]. */
  inverseMass: Float64Array;
  /** The most doublings of a trajectory. */
  maxDepth: number;
  decisions: Decisions;
}

/** What became of the trajectory of each chain, [count]; the columns of a sample file of Stan. */
export interface TrajectoryStatistics {
  /** Doublings that were kept. */
  treeDepth: Float64Array;
  leapfrogs: Float64Array;
  /** Mean of min(1, e^{H₀−H}) over all leapfrog states, those of a subtree that was dropped too. */
  acceptStat: Float64Array;
  /** 1 where it ended because the energy rose by more than 1000, else 0. */
  divergent: Float64Array;
  /** H of the drawn state. */
  energy: Float64Array;
}

/**
 * The trajectories of multinomial NUTS, one of each chain, each grown by one leapfrog step at a time and independent of the pace of the others.
 *
 * A trajectory doubles in a random direction of time until it turns (`isTurning`), also within the half that is being added, diverges or has
 * doubled `maxDepth` times. The half that is being added is a binary tree over its leapfrog states: level l holds the last complete
 * subtree of 2^l states that waits for its sibling, as the bits of a counter do, so that the memory is that of a state times the depth.
 */
export class Trajectories {
  readonly statistics: TrajectoryStatistics;
  /** What all doublings so far have made; its drawn states are the next ones of the chains. */
  readonly #whole: Segments;
  /** Where the integration stands, by side. */
  readonly #tips: readonly [PhasePoints, PhasePoints];
  readonly #levels: Segments[] = [];
  readonly #side: Uint8Array;
  /** Leapfrog states in the half that is being added. */
  readonly #leaves: Uint32Array;
  readonly #startEnergy: Float64Array;
  readonly #options: TrajectoryOptions;
  readonly #count: number;
  readonly #dimension: number;

  /** @param momentum row-major [count, dimension] */
  constructor(start: Points, momentum: Float64Array, options: TrajectoryOptions) {
    this.#count = start.logDensity.length;
    this.#dimension = options.inverseMass.length;
    this.#options = options;
    this.#tips = [
      new PhasePoints(start, momentum, options.inverseMass),
      new PhasePoints(start, momentum, options.inverseMass),
    ];
    this.#whole = new Segments(this.#count, this.#dimension);
    this.#side = new Uint8Array(this.#count);
    this.#leaves = new Uint32Array(this.#count);
    this.#startEnergy = Float64Array.from(start.logDensity, (value, chain) => this.#tips[FORWARD].energy(chain, value));
    const zeros = (): Float64Array => new Float64Array(this.#count);
    this.statistics = {
      ...{ treeDepth: zeros(), leapfrogs: zeros(), acceptStat: zeros(), divergent: zeros() },
      energy: this.#whole.energy,
    };
    for (let chain = 0; chain < this.#count; chain++) {
      this.#whole.begin(chain, momentum, this.#startEnergy[chain]!, 0);
      this.#whole.drawn.take(chain, start);
      this.#chooseSide(chain);
    }
  }

  /** The states that the chains go to, once their trajectories have ended. */
  get drawn(): States {
    return this.#whole.drawn;
  }

  /** Set out for the next state: its position, where the target is asked, goes into `row` of `out`. */
  depart(chain: number, out: Float32Array, row: number): void {
    this.#tip(chain).depart(chain, this.#signedStep(chain), out, row);
  }

  /** Arrive there, with the target as it was found. @returns whether the trajectory goes on */
  arrive(chain: number, found: Points, row: number): boolean {
    const tip = this.#tip(chain);
    const energy = tip.arrive(chain, this.#signedStep(chain), found, row);
    const error = energy - this.#startEnergy[chain]!;
    this.#record(chain, error);
    if (error > LARGEST_ERROR) return false;
    const leaf = this.#leaves[chain]!++;
    const level = trailingOnes(leaf);
    const subtree = this.#level(level);
    subtree.begin(chain, tip.momentum, energy, -error);
    subtree.drawn.take(chain, found, row);
    for (let below = 0; below < level; below++) if (!this.#merge(chain, this.#level(below), subtree)) return false;
    const isComplete = leaf + 1 === 2 ** this.statistics.treeDepth[chain]!;
    return isComplete ? this.#double(chain, subtree) : true;
  }

  #record(chain: number, error: number): void {
    const { leapfrogs, acceptStat, divergent } = this.statistics;
    const count = ++leapfrogs[chain]!;
    acceptStat[chain]! += (Math.min(1, Math.exp(-error)) - acceptStat[chain]!) / count;
    if (error > LARGEST_ERROR) divergent[chain] = 1;
  }

  /** Put two siblings together, into the later one; each state is drawn with the probability of its weight. @returns false when they turn */
  #merge(chain: number, earlier: Segments, later: Segments): boolean {
    if (this.#turns(chain, earlier, later)) return false;
    const total = logSumExp(earlier.logWeight[chain]!, later.logWeight[chain]!);
    const chance = Math.exp(later.logWeight[chain]! - total);
    if (this.#options.decisions.next(chain) >= chance) later.redraw(chain, earlier);
    later.annex(chain, earlier, opposite(this.#sideOf(chain)));
    return true;
  }

  /** Add the complete half. What it has drawn is preferred to what is old (biased progressive sampling). @returns whether to double again */
  #double(chain: number, half: Segments): boolean {
    const whole = this.#whole;
    const chance = Math.exp(half.logWeight[chain]! - whole.logWeight[chain]!);
    if (this.#options.decisions.next(chain) < chance) whole.redraw(chain, half);
    const depth = ++this.statistics.treeDepth[chain]!;
    if (depth === this.#options.maxDepth || this.#turns(chain, whole, half)) return false;
    whole.annex(chain, half, this.#sideOf(chain));
    this.#leaves[chain] = 0;
    this.#chooseSide(chain);
    return true;
  }

  #turns(chain: number, earlier: Segments, later: Segments): boolean {
    const [left, right] = this.#sideOf(chain) === FORWARD ? [earlier, later] : [later, earlier];
    return isTurning(chain, left, right, this.#options.inverseMass);
  }

  #chooseSide(chain: number): void {
    this.#side[chain] = this.#options.decisions.next(chain) > 0.5 ? FORWARD : BACKWARD;
  }

  #sideOf = (chain: number): Side => this.#side[chain] as Side;

  #tip = (chain: number): PhasePoints => this.#tips[this.#sideOf(chain)];

  #signedStep = (chain: number): number =>
    this.#sideOf(chain) === FORWARD ? this.#options.stepSize : -this.#options.stepSize;

  /** Levels come to be when the first chain reaches them. */
  #level(level: number): Segments {
    return (this.#levels[level] ??= new Segments(this.#count, this.#dimension));
  }
}

/** How many ones the binary number ends with: the subtrees that are complete with leaf number `leaf`. */
const trailingOnes = (leaf: number): number => 31 - Math.clz32(~leaf & -~leaf);
