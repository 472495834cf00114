import { InputError, RunError } from '../errors.ts';
import { scaledIdentity } from '../linalg/index.ts';
import { type GaussianMeasure, SafeguardedAnderson } from '../transport/index.ts';
import { type DiscreteProblem, ipfpStep, marginalOf } from './discrete.ts';
import { entropicPotential, quadraticAt, shiftedBrenier } from './gaussian.ts';
import { type Initialisation, SHARES } from './initialisation.ts';

/** What is known of ρ₀ and e^{−f} at the points of the target. All are asked only for what the initialisation needs. */
export interface StartingLaw {
  /** ρ₀ and e^{−g}, where both are Gaussian: φ₀, log ρ₀ and u_ε are then quadratic, and exact. */
  gaussians?: { initial: GaussianMeasure; reference: GaussianMeasure };
  logInitial(): Promise<Float64Array>;
  logTarget(): Promise<Float64Array>;
  /** u_ε at the target's points, where the laws are not Gaussian. */
  entropic(): Promise<Float64Array>;
}

/**
 * φ₀^ε at the points of the target, [n]. Where ρ₀ or e^{−g} is not Gaussian, φ₀ is u_ε − (ε/2) log ρ₀, which errs by O(ε²).
 *
 * @throws InputError where log ρ₀ or f is asked for and infinite
 */
export async function discreteStart(
  { target, epsilon }: DiscreteProblem,
  initialisation: Initialisation,
  law: StartingLaw,
): Promise<Float64Array> {
  const { gaussians } = law;
  if (initialisation === 'entropic') {
    if (!gaussians) return law.entropic();
    return quadraticAt(entropicPotential(gaussians.initial, gaussians.reference, epsilon), target.values);
  }
  const shares = SHARES[initialisation];
  const start = gaussians
    ? quadraticAt(shiftedBrenier(gaussians.initial, gaussians.reference, epsilon, shares), target.values)
    : await shifted(await law.entropic(), epsilon * (shares.logInitial - 0.5), law.logInitial);
  return checked(await shifted(start, -epsilon * shares.target, law.logTarget), initialisation);
}

/** potential + factor · values, where `values` is found only if it counts. */
async function shifted(potential: Float64Array, factor: number, values: () => Promise<Float64Array>) {
  if (factor === 0) return potential;
  const found = await values();
  return potential.map((value, i) => value + factor * found[i]!);
}

function checked(potential: Float64Array, initialisation: Initialisation): Float64Array {
  if (potential.every(Number.isFinite)) return potential;
  throw new InputError(
    `initialisation: ${initialisation} needs densities that are positive at all points of the target; must be half-log or entropic`,
  );
}

/** Marginal error, in L1, at which u_ε counts as found. */
const TOLERANCE = 1e-10;
const MOST_ITERATIONS = 20_000;

/**
 * u_ε between two measures of which `target` has the masses of ρ₀: IPFP, accelerated, until its marginal is ρ₀.
 *
 * @throws RunError when that takes too long
 */
export async function convergedPotential(problem: DiscreteProblem): Promise<Float64Array> {
  const { values, dimension, logMasses } = problem.target;
  const accelerator = new SafeguardedAnderson(logMasses.map(Math.exp), 1, true);
  const vector = new Array<number>(dimension).fill(0);
  let potential = quadraticAt({ matrix: scaledIdentity(dimension), vector }, values);
  for (let k = 0; k < MOST_ITERATIONS; k++) {
    const state = await ipfpStep(problem, potential);
    const { error } = marginalOf(problem, state);
    // Its last step is a plain one, so that points without mass have their potential too.
    if (error < TOLERANCE) return state.potential;
    const residual = state.potential.map((value, i) => value - potential[i]!);
    potential = accelerator.next(potential, residual, error);
  }
  throw new RunError(
    `epsilon: the entropic plan of the start was not found in ${MOST_ITERATIONS} iterations at ${problem.epsilon}; must be larger`,
  );
}
