import { RunError } from '../../errors.ts';
import { integrate } from '../../ode/index.ts';
import { expectation, isAscending, type QuantileEnergy, rootMeanSquare } from '../../quantile/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowParameters, FlowStep } from '../discretisation.ts';
import { lawBeforeStep, lawEnergy, orderReport, placeLaw, type QuantileLaw } from './law.ts';

type Velocity = (quantiles: Float64Array, energy: QuantileEnergy) => Promise<Float64Array>;

/** Follow a velocity over the time η. @throws RunError when the integrator cannot go on */
export async function quantileFollow(
  ensemble: Ensemble,
  parameters: FlowParameters & { tolerance: number },
  velocity: Velocity,
): Promise<FlowStep> {
  const { stepSize, tolerance } = parameters;
  const law = await lawBeforeStep(ensemble);
  const energy = lawEnergy(ensemble, law, parameters);
  const energyBefore = await energy.valueAt(law.quantiles);
  const at = (quantiles: Float64Array): Promise<Float64Array> => velocity(quantiles, energy);
  const options = { tolerance, scale: deviationOf(law) };
  const { x, steps, rejected, evaluations } = await integrate(at, law.quantiles, stepSize, options);
  if (!isAscending(x)) throw new RunError(`the integrator has folded the law (tolerance: ${tolerance})`);
  placeLaw(ensemble, { ...law, quantiles: x });
  return {
    energyBefore,
    energyAfter: await energy.valueAt(x),
    solver: { status: 'converged', integratorSteps: steps, rejected, evaluations, ...orderReport(law, x) },
  };
}

function deviationOf({ grid: { masses }, quantiles }: QuantileLaw): number {
  const mean = expectation(masses, quantiles);
  return rootMeanSquare(
    masses,
    quantiles.map((value) => value - mean),
  );
}
