import type { World as EcsWorld } from 'bitecs';
import type { Key } from '../random/index.ts';
import type { Target } from '../targets/index.ts';
import type { Backend, Column } from '../tensor/index.ts';
import type { ParticleIndex } from './particle-index.ts';

/* The nouns of the engine: a world holds ensembles, an ensemble carries a method. */

/** A method as plain data: what its factory returns and a scene file holds. */
export interface MethodSpec {
  type: string;
  [parameter: string]: unknown;
}

/** One cloud of particles moved by one method. */
export interface Ensemble {
  /** Its entity in the bitECS world. */
  readonly entity: number;
  readonly name: string;
  /** Number of particles, the rows of its columns. Only `addParticles` changes it. */
  readonly count: number;
  readonly dimension: number;
  readonly target: Target | undefined;
  /** What the particles were drawn from. */
  readonly initial: Target;
  /** Whether the rows were laid out as sites, so that the initial masses are densities of `initial` there. */
  readonly sites: boolean;
  /** The Philox key of this ensemble: seed, name and replicate. */
  readonly key: Key;
  /** Everything the particles have, on the tensor backend; saved with the world. `weight` is there only when not uniform. */
  readonly columns: { position: Column; [attribute: string]: Column };
  /** What a solver remembers between steps, in float64 on the host; saved with the world. */
  readonly memory: Map<string, Float64Array>;
  /** The method whose component the ensemble carries, and its parameters. */
  method: MethodSpec;
  /** False until the method has prepared the columns it needs. */
  prepared: boolean;
  /**
   * Whether it was given another method on its way, or more particles: then its law is not the one that its method makes of `initial`, and
   * no closed form can be laid over it.
   */
  steered: boolean;
  steps: number;
  /** Physical time, in the units of the target. */
  time: number;
  /** How often ∇ log π was evaluated at a point, and log π alone. */
  gradientEvaluations: number;
  densityEvaluations: number;
  status: 'running' | 'done' | 'stopped';
  /** Why it was stopped. */
  reason?: string;
  /** [time, value] after each step, for methods that know their energy. */
  energy: [time: number, value: number][];
  /** What the solver said of the last step: iterations, converged, bandwidth, … */
  solver: Record<string, number | string | boolean>;
}

/** What belongs to a run besides its entities. Nothing else holds state. */
export interface WorldState {
  readonly seed: string;
  readonly replicate: number;
  readonly backend: Backend;
  /** Physical time: that of the ensemble that lags most of those that were not stopped; 0 when there is none. */
  readonly time: number;
  /** Every ensemble by its entity, in the order they were added. */
  readonly ensembles: Map<number, Ensemble>;
  readonly particles: ParticleIndex;
  /** How many changes of its scene were made, in the order of their moments. */
  changes: number;
}

/** A bitECS world with the state of a run. */
export type World = EcsWorld<WorldState>;
