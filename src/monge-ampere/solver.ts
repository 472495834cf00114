import type { EvaluationCount } from '../energies/index.ts';
import type { Key } from '../random/index.ts';
import type { Target } from '../targets/index.ts';
import type { TransportMap } from './transport-map.ts';

/** The flow of KL(ρ | e^{−f}) with the mirror ½W₂²(·, e^{−g}), and how to compute it. */
export interface MongeAmpereProblem {
  /** e^{−f}. */
  readonly target: Target;
  /** e^{−g}, the law of the noise. */
  readonly reference: Target;
  /** ρ₀; where it is the reference, T₀ is the identity. */
  readonly initial: Target;
  /** Physical time of a step. */
  readonly stepSize: number;
  /** Nodes of the grid along each axis; samples of a target that is not data. */
  readonly resolution: number;
  /** Largest error of one inner step, relative to the spread of the reference. */
  readonly tolerance: number;
  /** ε of Sinkhorn, with the cost ½|x − y|². */
  readonly epsilon: number;
  /** For samples of the target and of the reference. */
  readonly key: Key;
  /** The particles as noise: samples of the reference that stand for it where only samples are used, row-major [n, d]. */
  readonly noise: Float64Array;
  /** So many samples of the reference, drawn for the purpose, stand for it instead. */
  readonly samples?: number | undefined;
  readonly count: EvaluationCount;
}

/** What a step came to. */
export interface MongeAmpereStep {
  /** KL(ρ_t | e^{−f}), up to the constant of an f that is not normalised. */
  readonly energy: number;
  readonly solver: Record<string, number | string | boolean>;
}

/** A way to follow the map T_t. All it knows between two calls is in `memory`; arrays are replaced, never written to. */
export interface MongeAmpereSolver {
  /** T₀. @throws InputError when it cannot be had from these measures */
  start(problem: MongeAmpereProblem, memory: Map<string, Float64Array>): Promise<void>;
  /** Follow the map over one step. @throws RunError when it cannot be followed */
  advance(problem: MongeAmpereProblem, memory: Map<string, Float64Array>): Promise<MongeAmpereStep>;
  /** The map as it is now. */
  map(problem: MongeAmpereProblem, memory: ReadonlyMap<string, Float64Array>): TransportMap;
}

/** A map that moves by less than this part of the spread of the reference in a unit of time is called stationary. */
const AT_REST = 1e-4;

export const statusOf = (residual: number, spread: number): 'stationary' | 'flowing' =>
  residual < AT_REST * spread ? 'stationary' : 'flowing';
