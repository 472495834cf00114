import { RunError } from '../../errors.ts';
import type { Integrated, IntegrateOptions } from '../../ode/index.ts';
import { expectation, isAscending, type QuantileEnergy, rootMeanSquare } from '../../quantile/index.ts';
import type { Ensemble } from '../../world/index.ts';
import type { FlowParameters, FlowStep } from '../discretisation.ts';
import { lawBeforeStep, lawEnergy, orderReport, placeLaw, type QuantileLaw } from './law.ts';

/** How to go from the quantiles of a law along a flow of its energy. */
type Integrator = (
  energy: QuantileEnergy,
  start: Float64Array,
  duration: number,
  options: IntegrateOptions,
) => Promise<Integrated>;

/** Follow a flow over the time η. @throws RunError when the integrator cannot go on */
export async function quantileFollow(
  ensemble: Ensemble,
  parameters: FlowParameters & { tolerance: number },
  integrator: Integrator,
): Promise<FlowStep> {
  const { stepSize, tolerance } = parameters;
  const law = await lawBeforeStep(ensemble);
  const energy = lawEnergy(ensemble, law, parameters);
  const energyBefore = await energy.valueAt(law.quantiles);
  const options = { tolerance, scale: deviationOf(law) };
  const { x, steps, rejected, evaluations } = await integrator(energy, law.quantiles, stepSize, options);
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
