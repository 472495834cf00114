import type { Key } from '../random/index.ts';
import type { Target } from '../targets/index.ts';
import type { Initialisation } from './initialisation.ts';

/** The Sinkhorn flow of one ensemble: its measures, its parameters, and what it remembers. */
export interface FlowSetting {
  readonly count: number;
  readonly dimension: number;
  /** e^{−f}. */
  readonly target: Target;
  /** e^{−g}. */
  readonly reference: Target;
  /** ρ₀. */
  readonly initial: Target;
  readonly epsilon: number;
  readonly initialisation: Initialisation;
  /** Points of the reference: nodes an axis, or samples. */
  readonly resolution: number | undefined;
  readonly key: Key;
  /** Steps that the ensemble has taken, by whatever method. */
  readonly steps: number;
  /** Kept between steps, in float64. Its arrays are replaced, never written to. */
  readonly memory: Map<string, Float64Array>;
  /** Told how often a log density was evaluated at a point. */
  evaluated(points: number): void;
}

/** The particles on the host: rows, and their masses where they are not equal. */
export interface Particles {
  readonly values: Float32Array;
  readonly weights?: Float32Array;
}

export interface FlowStep {
  /** Where the particles are now; nothing where they stay. */
  readonly values?: Float32Array;
  /** Their masses now; nothing where they stay equal. */
  readonly weights?: Float64Array;
  /** KL(ρ_k | e^{−f}). */
  readonly divergence: number;
  /** What `solver` says. */
  readonly report: Record<string, number | string>;
}

/** How the law and the potentials of the Sinkhorn flow are held. */
export interface SinkhornFlow {
  /**
   * Fill the memory with the start where it is empty.
   * @returns where the particles belong; nothing where they are as they should be
   * @throws InputError when the flow cannot be had for these measures
   */
  prepare(setting: FlowSetting, particles: Particles): Promise<Particles | undefined>;
  /** One iteration of IPFP. @throws RunError when it cannot go on */
  step(setting: FlowSetting, particles: Particles): Promise<FlowStep>;
}

/** Below this distance to e^{−f} the flow has arrived. */
const ARRIVED = 1e-9;

export const statusAt = (distance: number): string => (distance < ARRIVED ? 'converged' : 'flowing');
