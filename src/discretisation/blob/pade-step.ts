import type { EnergyModel } from '../../energies/index.ts';
import { RunError } from '../../errors.ts';
import { conjugateGradients, type LinearSolve } from '../../optimize/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { JkoFlowParameters } from '../discretisation.ts';
import { type BlobCloud, lengthOf } from './cloud.ts';
import { follow, type ModifiedFlow } from './follow.ts';

/** How often the modification is halved before the run gives up. */
const MOST_HALVINGS = 8;
/** Of the error that the integrator may make, the part that is left to conjugate gradients. */
const SOLVER_PART = 0.1;
const MOST_PRODUCTS = 1000;

/**
 * Ẋ = −(I + (η/2)H)⁻¹G over the time η, by conjugate gradients on exact Hessian-vector products.
 *
 * Particles much nearer than a bandwidth, as random ones are, make the energy curve down. Where it does so by more than 2/η, the matrix is not
 * positive definite and the velocity would go uphill. Then the step is done again with the flow of J^{η/2}, and so on: that is what as many
 * smaller steps would follow, and the energy falls along it. `status` then says why, and `modification` which J^η was followed.
 *
 * @throws RunError when that does not help
 */
export async function padeStep(
  ensemble: Ensemble,
  cloud: BlobCloud,
  { stepSize, tolerance }: JkoFlowParameters,
): Promise<ModifiedFlow> {
  const allowed = (SOLVER_PART * tolerance * lengthOf(cloud)) / stepSize;
  // Of all attempts, and the one evaluation where the step ends.
  const work = { evaluations: 1, hessianProducts: 0, residual: 0 };
  let status: LinearSolve['status'] = 'converged';
  for (let retries = 0; retries <= MOST_HALVINGS; retries++) {
    const modification = stepSize / 2 ** retries;
    const velocity = (model: EnergyModel): Promise<Float64Array> => padeVelocity(model, modification, allowed, work);
    try {
      const followed = await follow(ensemble, cloud, velocity, { duration: stepSize, tolerance });
      return { ...followed, modification, solver: { status, retries, ...work } };
    } catch (error) {
      if (!(error instanceof NotSolved)) throw error;
      status = error.status;
    }
  }
  throw new RunError(
    `the Padé form of JKO-Flow has no velocity at the step size ${stepSize}, nor with the modification of ` +
      `${stepSize / 2 ** MOST_HALVINGS}: conjugate gradients ended with ${status}`,
  );
}

/** @throws NotSolved */
async function padeVelocity(
  model: EnergyModel,
  modification: number,
  allowed: number,
  work: { evaluations: number; hessianProducts: number; residual: number },
): Promise<Float64Array> {
  const { gradient, forceScale, precision } = model;
  const product = async (p: Float64Array): Promise<Float64Array> =>
    (await model.hessianVector(p)).map((value, i) => p[i]! + (modification / 2) * value);
  const solve = await conjugateGradients(
    product,
    gradient.map((value) => -value),
    {
      tolerance: Math.sqrt(gradient.length) * Math.max(allowed, precision * forceScale),
      maxProducts: MOST_PRODUCTS,
    },
  );
  work.evaluations++;
  work.hessianProducts += solve.products;
  if (solve.status !== 'converged') throw new NotSolved(solve.status);
  const residual = solve.residual / Math.sqrt(gradient.length);
  work.residual = Math.max(work.residual, forceScale > 0 ? residual / forceScale : 0);
  return solve.x;
}

/** Conjugate gradients could not finish. */
class NotSolved extends Error {
  readonly status: LinearSolve['status'];

  constructor(status: LinearSolve['status']) {
    super(`conjugate gradients ended with ${status}`);
    this.status = status;
  }
}
