import { logDensityAt } from '../targets/index.ts';
import { type DiscreteProblem, ipfpStep, marginalOf } from './discrete.ts';
import { discreteStart, type StartingLaw } from './discrete-start.ts';
import { type FlowSetting, type FlowStep, statusAt } from './flow.ts';

/** One iteration on points that stay: the potential and the masses move. */
export async function discreteStep(memory: FlowSetting['memory'], problem: DiscreteProblem): Promise<FlowStep> {
  const state = await ipfpStep(problem, memory.get('potential')!);
  const { weights, error, effectiveSampleSize, divergence } = marginalOf(problem, state);
  memory.set('previousPotential', state.previous);
  memory.set('potential', state.potential);
  return {
    weights,
    divergence,
    report: { status: statusAt(error), marginalError: error, effectiveSampleSize },
  };
}

/** Put φ₀^ε into the memory. */
export async function rememberStart(
  setting: FlowSetting,
  problem: DiscreteProblem,
  entropic: StartingLaw['entropic'],
): Promise<void> {
  const { values } = problem.target;
  const start = await discreteStart(problem, setting.initialisation, {
    ...gaussiansOf(setting),
    logInitial: () => logDensityAt(setting.initial, values, 'initial'),
    logTarget: () => {
      setting.evaluated(setting.count);
      return logDensityAt(setting.target, values, 'target');
    },
    entropic,
  });
  setting.memory.set('potential', start);
}

/** An ensemble that another method has moved is no longer at its initial law. */
function gaussiansOf({ initial, reference, steps }: FlowSetting): Pick<StartingLaw, 'gaussians'> {
  if (steps > 0 || initial.spec.type !== 'gaussian' || reference.spec.type !== 'gaussian') return {};
  return { gaussians: { initial: initial.moments!, reference: reference.moments! } };
}
