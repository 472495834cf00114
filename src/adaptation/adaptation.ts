import { RunError } from '../errors.ts';
import { DualAveraging } from './dual-averaging.ts';
import { PooledVariances } from './pooled-variances.ts';
import { warmupWindows } from './warmup-windows.ts';

export interface AdaptationOptions {
  /** ε₁ > 0: where the search begins, and the step size for good where there is no warm-up. */
  stepSize: number;
  /** δ in (0, 1). */
  targetAcceptance: number;
  /** Evaluations per particle that the warm-up lasts; 0 for none. It ends with the first step that reaches them. */
  warmup: number;
  /** `diagonal`: the variances of single coordinates are learnt too. */
  mass: 'identity' | 'diagonal';
  dimension: number;
  /** Evaluations per particle when the warm-up begins, as `learn` counts them. Default 0. */
  evaluations?: number;
}

/** What one step of all chains teaches. */
export interface Lesson {
  /** Mean acceptance probability over all chains. */
  acceptance: number;
  /** Of all chains after the step, row-major [n, d]; needed for a diagonal mass. */
  positions?: Float32Array;
  /** Evaluations per particle so far. */
  evaluations: number;
}

/** The name of the state in the memory of an ensemble. */
const MEMORY = 'adaptation';
/** Before the evaluations, those of the warm-up, its steps, the windows closed. */
type Counters = [number, number, number, number];
const COUNTERS = 4;
/** The fewest steps of dual averaging before its average is used, and those that it needs to settle after the masses changed for the last time. */
const FEWEST_BEFORE = 5;
const FEWEST_AFTER = 10;
/** A step size outside of these is no step size of a float32 sampler. */
const SMALLEST = 1e-20;
const LARGEST = 1e20;

/**
 * The warm-up of a sampler: step size by dual averaging, masses from pooled variances, in Stan's windows. There is ONE step size and one mass for the whole
 * ensemble, learnt from all chains together: the acceptance is the mean over the chains, the variances are those of all positions of all steps of a window. With
 * many chains a few steps are enough. After each window the mass becomes that of the window and dual averaging restarts from the step size it has found. Windows
 * are as long as they are in evaluations; where these are few steps, a window lasts for at least 5, and the last one leaves 10 to dual averaging, or there is none.
 * A warm-up of fewer than 5 steps ends with at most half of the step size it began with, which the search may have taken from just beyond what is accepted: dual
 * averaging begins with steps ten times as long, and little else is in the average yet.
 *
 * The state is one Float64Array in the memory of the ensemble, replaced by `save` and never mutated: a run that is cut or resumed goes on with the same bits.
 */
export class Adaptation {
  readonly #options: AdaptationOptions;
  readonly #dualAveraging: DualAveraging;
  #variances: PooledVariances;
  #inverseMass: Float64Array;
  /** Of all evaluations those before the warm-up, and those of the warm-up. */
  readonly #before: number;
  #spent: number;
  #steps: number;
  #windowsClosed: number;

  /** As the memory has it, or at its very beginning. */
  static load(memory: ReadonlyMap<string, Float64Array>, options: AdaptationOptions): Adaptation {
    return new Adaptation(memory.get(MEMORY) ?? beginning(options), options);
  }

  /** The diagonal of M⁻¹ that the memory of an ensemble holds, [d]; nothing where it holds no warm-up. */
  static inverseMassIn(memory: ReadonlyMap<string, Float64Array>, dimension: number): Float64Array | undefined {
    const parts = new Parts(memory.get(MEMORY) ?? new Float64Array());
    parts.take(COUNTERS + DualAveraging.length);
    const mass = parts.take(dimension);
    return mass.length === dimension ? mass : undefined;
  }

  private constructor(state: Float64Array, options: AdaptationOptions) {
    const parts = new Parts(state);
    this.#options = options;
    [this.#before, this.#spent, this.#steps, this.#windowsClosed] = parts.take(COUNTERS) as unknown as Counters;
    this.#dualAveraging = new DualAveraging(parts.take(DualAveraging.length), options.targetAcceptance);
    this.#inverseMass = parts.take(options.dimension);
    this.#variances = new PooledVariances(parts.take(PooledVariances.length(options.dimension)));
  }

  /** For the next step: the exploring one during warm-up, the averaged one afterwards. */
  get stepSize(): number {
    const { first, exploring, averaged } = this.#dualAveraging;
    if (!this.finished) return exploring;
    const isShort = this.#steps > 0 && this.#steps < FEWEST_BEFORE;
    return isShort ? Math.min(first / 2, averaged) : averaged;
  }

  /** The diagonal of M⁻¹, [d]: variances, or ones. Not to be written to. */
  get inverseMass(): Float64Array {
    return this.#inverseMass;
  }

  get finished(): boolean {
    return this.#spent >= this.#options.warmup;
  }

  /**
   * Take in one step; nothing once the warm-up has finished.
   * @throws RunError when no step size is left to try, or the positions have no finite variances
   */
  learn({ acceptance, positions, evaluations }: Lesson): void {
    if (this.finished) return;
    this.#spent = evaluations - this.#before;
    this.#steps++;
    this.#dualAveraging.learn(acceptance);
    if (this.#options.mass === 'diagonal') this.#learnMass(positions!);
    requireUsable(this.stepSize, acceptance, this.#options.targetAcceptance);
  }

  save(memory: Map<string, Float64Array>): void {
    memory.set(
      MEMORY,
      Float64Array.of(
        ...[this.#before, this.#spent, this.#steps, this.#windowsClosed],
        ...this.#dualAveraging.numbers,
        ...this.#inverseMass,
        ...this.#variances.numbers,
      ),
    );
  }

  /** At the end of a window, or where only so many steps are left as dual averaging needs. */
  #mayClose(end: number): boolean {
    const left = this.#stepsLeft();
    if (this.#dualAveraging.steps < FEWEST_BEFORE || left < FEWEST_AFTER) return false;
    return this.#spent >= end || left < FEWEST_AFTER + 1;
  }

  /** If the steps to come cost what those so far did. */
  #stepsLeft(): number {
    return ((this.#options.warmup - this.#spent) * this.#steps) / this.#spent;
  }

  #learnMass(positions: Float32Array): void {
    const [start, ...ends] = warmupWindows(this.#options.warmup) as [number, ...number[]];
    if (this.#spent <= start || this.#windowsClosed === ends.length) return;
    this.#variances.add(positions);
    if (!this.#mayClose(ends[this.#windowsClosed]!)) return;
    // A step that is longer than a window closes several at once.
    while (this.#spent >= ends[this.#windowsClosed]!) this.#windowsClosed++;
    this.#inverseMass = this.#variances.regularised();
    if (!this.#inverseMass.every(Number.isFinite))
      throw new RunError('warm-up: the particles have no finite variances');
    this.#variances = new PooledVariances(new Float64Array(PooledVariances.length(this.#options.dimension)));
    this.#dualAveraging.restart();
  }
}

function beginning({ stepSize, dimension, evaluations = 0 }: AdaptationOptions): Float64Array {
  const averaging = new DualAveraging([stepSize], 0).numbers;
  return Float64Array.of(
    ...[evaluations, 0, 0, 0],
    ...averaging,
    ...new Float64Array(dimension).fill(1),
    ...new Float64Array(PooledVariances.length(dimension)),
  );
}

function requireUsable(stepSize: number, acceptance: number, target: number): void {
  if (stepSize > SMALLEST && stepSize < LARGEST) return;
  throw new RunError(
    `warm-up: the step size went to ${stepSize.toExponential(1)} in search of an acceptance of ${target}, the last one was ${acceptance.toPrecision(3)}`,
  );
}

/** Takes an array apart from its beginning. */
class Parts {
  #offset = 0;
  readonly #whole: Float64Array;

  constructor(whole: Float64Array) {
    this.#whole = whole;
  }

  take(length: number): Float64Array {
    this.#offset += length;
    return this.#whole.slice(this.#offset - length, this.#offset);
  }
}
