import type { EnergySpecification } from '../energies/index.ts';
import type { Ensemble } from '../world/index.ts';

/** What the steps of all flows of an energy share. */
export interface FlowParameters {
  /** η, physical time of a step. */
  stepSize: number;
  energy: EnergySpecification;
  /** δ of the blob; the other discretisations have none. */
  bandwidth: number | 'auto';
}

export interface JkoParameters extends FlowParameters {
  solver: 'newton' | 'l-bfgs';
  tolerance: number;
  maxIterations: number;
}

export interface GradientFlowParameters extends FlowParameters {
  /** `euler` is one explicit step; `runge-kutta` follows the flow itself, in as many adaptive steps as `tolerance` asks for. */
  integrator: 'euler' | 'runge-kutta';
  /** Of the adaptive integrator, relative to the spread of the cloud. */
  tolerance: number;
}

export interface JkoFlowParameters extends FlowParameters {
  /** Velocity −(I + (η/2)H)⁻¹G, or −(I − (η/2)H)G, which is unstable for η·λ_max(H) > 2. */
  form: 'pade' | 'plain';
  tolerance: number;
}

/** What one step came to; the positions are already written. */
export interface FlowStep {
  /** The energy before and after the step, both as the discretisation measured them in this step. */
  readonly energyBefore: number;
  readonly energyAfter: number;
  /** Whether the energy is measured with another bandwidth than in the step before, so that it jumps though nothing moved. */
  readonly rebased?: boolean;
  /** What `ensemble.solver` says of the step. */
  readonly solver: Record<string, number | string | boolean>;
}

/**
 * How the rows of an ensemble stand for a law, and what the flows of an energy come to there: equal-mass particles with a blob (`blob`), the
 * quantile function on the line (`quantile`), or mean and covariance of a Gaussian (`gaussian`).
 *
 * A step reads `ensemble.columns` and `ensemble.memory`, writes both, and adds to the counts of evaluations; it leaves the clock, the
 * energy curve and `solver` to `takeSteps`.
 */
export interface Discretisation {
  /**
   * Before the first step, after the method was swapped in and after a particle was edited by hand. Doing it twice changes nothing.
   * @throws InputError when this energy, target, dimension or initial measure cannot be had in this discretisation
   */
  prepare(ensemble: Ensemble, parameters: FlowParameters): void | Promise<void>;
  /** argmin W₂²(ρ, ρ_k)/2η + J(ρ). */
  jkoStep(ensemble: Ensemble, parameters: JkoParameters): Promise<FlowStep>;
  /** ∂ρ/∂t = ∇·(ρ∇δJ/δρ) over the time η. */
  gradientFlowStep(ensemble: Ensemble, parameters: GradientFlowParameters): Promise<FlowStep>;
  /** The gradient flow of J^η = J − (η/4)∫|∇δJ/δρ|² dρ over the time η. */
  jkoFlowStep(ensemble: Ensemble, parameters: JkoFlowParameters): Promise<FlowStep>;
}
