import type { Evaluate } from './evaluate.ts';
import type { Points, States } from './states.ts';
import { Trajectories, type TrajectoryOptions, type TrajectoryStatistics } from './trajectories.ts';

/**
 * One transition of the no-U-turn sampler of every chain, as Stan runs it: trajectories that double until they turn (Hoffman & Gelman 2014), a
 * multinomial draw of the next state (Betancourt 2017, "A conceptual introduction to Hamiltonian Monte Carlo", appendix A).
 *
 * Chains move in lockstep by leapfrog steps; a step evaluates the target once, at the chains whose trajectory still grows and at no others.
 * @param momentum of the start, row-major [count, dimension], N(0, M)
 */
export async function nutsTransition(
  start: Points,
  momentum: Float64Array,
  evaluate: Evaluate,
  options: TrajectoryOptions,
): Promise<{ states: States; statistics: TrajectoryStatistics }> {
  const trajectories = new Trajectories(start, momentum, options);
  let active = Uint32Array.from(start.logDensity, (_, chain) => chain);
  while (active.length > 0) {
    const position = new Float32Array(active.length * options.inverseMass.length);
    active.forEach((chain, row) => {
      trajectories.depart(chain, position, row);
    });
    const found = await evaluate(position);
    active = active.filter((chain, row) => trajectories.arrive(chain, found, row));
  }
  return { states: trajectories.drawn, statistics: trajectories.statistics };
}
