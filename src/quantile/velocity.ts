import { RunError } from '../errors.ts';
import type { StiffPoint } from '../ode/index.ts';
import type { QuantileEnergy, QuantileModel } from './quantile-energy.ts';
import type { ReferenceGrid } from './reference-grid.ts';
import { largestEigenvalue, solveTridiagonal, timesTridiagonal } from './tridiagonal.ts';

/**
 * The velocity of the Wasserstein gradient flow, −G, with its Jacobian −W⁻¹ ∂²F/∂X², which is stiff: λ_max grows as the square of the number of
 * nodes. NaN where the quantiles do not ascend: an integrator steps back from there.
 */
export async function gradientFlowAt(quantiles: Float64Array, energy: QuantileEnergy): Promise<StiffPoint> {
  const model = await energy.at(quantiles);
  const { masses } = energy.grid;
  return {
    velocity: Number.isFinite(model.value) ? model.gradient.map((force) => -force) : nowhere(quantiles),
    async jacobian() {
      const { diagonal, beside } = await model.hessian();
      return (shift, b) =>
        solveTridiagonal(
          { diagonal: diagonal.map((entry, i) => entry + shift * masses[i]!), beside },
          b.map((value, i) => masses[i]! * value),
        );
    },
  };
}

/**
 * The velocity of JKO-Flow for the step η: `plain` is −(I − (η/2)H)G, `pade` is −(I + (η/2)H)⁻¹G, with H = W⁻¹ ∂²F/∂X². They agree to
 * O(η²). NaN where the quantiles do not ascend.
 *
 * @throws RunError when I + (η/2)H is not positive definite: V is too concave for this η
 */
export async function jkoFlowVelocity(
  quantiles: Float64Array,
  energy: QuantileEnergy,
  { stepSize, form }: { stepSize: number; form: 'pade' | 'plain' },
): Promise<Float64Array> {
  const model = await energy.at(quantiles);
  if (!Number.isFinite(model.value)) return nowhere(quantiles);
  return form === 'pade' ? padeVelocity(model, energy.grid, stepSize) : plainVelocity(model, energy.grid, stepSize);
}

/** λ_max of H = W⁻¹ ∂²F/∂X². Explicit Euler, and the plain form of JKO-Flow, are stable for η < 2/λ_max. */
export async function stiffness(model: QuantileModel, { masses }: ReferenceGrid): Promise<number> {
  return largestEigenvalue(await model.hessian(), masses);
}

const nowhere = (quantiles: Float64Array): Float64Array => new Float64Array(quantiles.length).fill(Number.NaN);

async function plainVelocity(
  { gradient, hessian }: QuantileModel,
  { masses }: ReferenceGrid,
  stepSize: number,
): Promise<Float64Array> {
  const image = timesTridiagonal(await hessian(), gradient);
  return gradient.map((force, i) => ((stepSize / 2) * image[i]!) / masses[i]! - force);
}

async function padeVelocity(
  { gradient, hessian }: QuantileModel,
  { masses }: ReferenceGrid,
  stepSize: number,
): Promise<Float64Array> {
  const { diagonal, beside } = await hessian();
  const half = stepSize / 2;
  const matrix = {
    diagonal: diagonal.map((entry, i) => masses[i]! + half * entry),
    beside: beside.map((entry) => half * entry),
  };
  const velocity = solveTridiagonal(
    matrix,
    gradient.map((force, i) => -masses[i]! * force),
  );
  if (velocity) return velocity;
  throw new RunError(
    `JKO-Flow with the step size ${stepSize} has no velocity here: I + (η/2)H is not positive definite, because V is too concave ` +
      '(try a smaller step size)',
  );
}
