import { plus, scaled } from '../linalg/index.ts';
import { type EntropicStanding, equationAt } from './entropic-equation.ts';
import type { JkoProblem } from './jko-problem.ts';

/** log R so many times as large as it was at best says that the steps are too long. */
const ASTRAY = 4;
const MOST_HALVINGS = 20;

/** Where it came to at best. */
export interface MomentumEnd {
  readonly end: EntropicStanding;
  readonly iterations: number;
}

/**
 * log R = 0 of a step with an entropy by log a ← log a + s log R with momentum. With γ = 2τλ/ε and k an eigenvalue of the plan of μ to itself, in [0, 1],
 * the derivative of −log R is about γ(1 − k²) + 2k: between min(γ, 2) and 2, or γ + 1/γ where γ > 1, which gives the step and the momentum of Polyak
 * 1964. Some dozens of iterations where γ is not small and the plan is; else it comes to no end.
 */
export async function momentum(
  problem: JkoProblem,
  start: EntropicStanding,
  { tolerance, maxIterations }: { tolerance: number; maxIterations: number },
): Promise<MomentumEnd> {
  let { step, momentum } = polyak(problem.rate * problem.energy.entropy);
  let best = start;
  let here = start;
  let velocity: Float64Array = new Float64Array(start.point.length);
  let halvings = 0;
  for (let iterations = 0; ; iterations++) {
    if (here.isSolved) return { end: here, iterations };
    if (iterations === maxIterations || halvings > MOST_HALVINGS) return { end: best, iterations };
    velocity = plus(scaled(momentum, velocity), step, here.logRatio);
    const next = await equationAt(problem, plus(here.point, 1, velocity), tolerance);
    if (next && next.fault < best.fault) best = next;
    here = next && next.fault <= ASTRAY * best.fault ? next : best;
    if (here === next) continue;
    velocity = new Float64Array(start.point.length);
    step /= 2;
    momentum = 0;
    halvings++;
  }
}

/** The fastest step and momentum for eigenvalues between the two bounds. */
function polyak(gamma: number): { step: number; momentum: number } {
  const least = Math.sqrt(Math.min(gamma, 2));
  const most = Math.sqrt(gamma > 1 ? gamma + 1 / gamma : 2);
  return { step: 4 / (least + most) ** 2, momentum: ((most - least) / (most + least)) ** 2 };
}
