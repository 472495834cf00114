import { integrate } from '../../ode/index.ts';
import { populationMoments } from './kernel-score.ts';
import { eulerMethod, type MirrorProblem, mirrorField, sameOrder } from './scheme.ts';

export interface MirrorStepOptions {
  stepSize: number;
  /**
   * `euler` is of order 1, linearly implicit with spacings and explicit with the others. `extrapolated` takes it once over the whole step and twice
   * over the half, and is of order 2. `runge-kutta` follows the flow itself by adaptive explicit steps.
   */
  integrator: 'euler' | 'extrapolated' | 'runge-kutta';
  /** Of runge-kutta, relative to the spread of the cloud. */
  tolerance: number;
}

/**
 * Where a cloud goes in one step of the Wasserstein mirror flow, [n, d].
 *
 * @param velocity v at `points`, where it is known
 * @throws RunError when the step folds the law or the integrator cannot go on
 */
export async function mirrorFlowStep(
  points: Float64Array,
  problem: MirrorProblem,
  { stepSize, integrator, tolerance }: MirrorStepOptions,
  velocity?: Float64Array,
): Promise<{ points: Float64Array; report: Record<string, number> }> {
  switch (integrator) {
    case 'euler':
      return { points: await (await eulerMethod(points, problem, velocity))(stepSize), report: {} };
    case 'extrapolated':
      return { points: await extrapolated(points, problem, stepSize, velocity), report: {} };
    case 'runge-kutta': {
      const velocityAt = async (x: Float64Array): Promise<Float64Array> => (await mirrorField(x, problem)).velocity;
      const { dimension } = problem;
      const scale = Math.sqrt(populationMoments(points, dimension).covariance.trace() / dimension);
      const { x, steps, rejected, evaluations } = await integrate(velocityAt, points, stepSize, { tolerance, scale });
      return { points: x, report: { integratorSteps: steps, rejected, evaluations } };
    }
  }
}

async function extrapolated(
  points: Float64Array,
  problem: MirrorProblem,
  stepSize: number,
  velocity: Float64Array | undefined,
): Promise<Float64Array> {
  const euler = await eulerMethod(points, problem, velocity);
  const whole = await euler(stepSize);
  const middle = await euler(stepSize / 2);
  const halves = await (await eulerMethod(middle, problem))(stepSize / 2);
  const next = halves.map((place, at) => 2 * place - whole[at]!);
  // Extrapolation may fold a law that the half steps keep in order.
  return problem.scheme === 'spacings' && !sameOrder(points, next) ? halves : next;
}
