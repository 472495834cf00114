import type { Manifold } from './manifold.ts';
import type { PointPotential, PotentialModel } from './potential.ts';
import { type FirstOrder, type NewtonOptions, Particle, type Solved, type State } from './proximal-particle.ts';
import { rowOf } from './rows.ts';

export interface Descent {
  readonly particles: Solved[];
  /** Iterations of the particle that took most. */
  readonly iterations: number;
  /** Points at which V was evaluated, and at which its second derivatives were. */
  readonly evaluations: number;
  readonly hessians: number;
}

/**
 * The objective d²(x, y)/2η + V(x) of each point y, minimised by Riemannian Newton steps x ← exp_x(s) in a trust region of its own, from
 * x = y on: no step raises it by more than rounding, and it ends in a minimum (a saddle is left along its negative curvature). All particles
 * that are not done go through each iteration in one evaluation.
 *
 * Source: Absil, Mahony & Sepulchre, "Optimization Algorithms on Matrix Manifolds" (2008), algorithm 10, with the exact subproblem.
 */
export async function descend(
  manifold: Manifold,
  potential: PointPotential,
  start: Float64Array,
  options: NewtonOptions,
): Promise<Descent> {
  const { dimension: d } = manifold;
  const points = Array.from({ length: start.length / d }, (_, i) => rowOf(start, d, i));
  const first = await potential.at(start);
  const seconds = await first.secondDerivatives(points.map((_, i) => i));
  const particles = points.map(
    (y, i) => new Particle(manifold, potential.roundoff, y, stateOf(first, seconds, i, i, d), options),
  );
  let iterations = 0;
  let evaluations = points.length;
  let hessians = points.length;
  for (;;) {
    const active = particles.filter((particle) => particle.status === undefined);
    if (active.length === 0) break;
    if (iterations === options.maxIterations) {
      for (const particle of active) particle.status = 'max-iterations';
      break;
    }
    iterations++;
    const trials = active.map((particle) => particle.propose());
    const model = await potential.at(Float64Array.from(trials.flatMap((trial) => Array.from(trial))));
    const taken = active.flatMap((particle, i) => (particle.accepts(firstOrderOf(model, i, d)) ? [i] : []));
    const second = taken.length > 0 ? await model.secondDerivatives(taken) : new Float64Array(0);
    for (const [k, i] of taken.entries()) active[i]!.move(stateOf(model, second, i, k, d));
    evaluations += active.length;
    hessians += taken.length;
  }
  return { particles: particles.map((particle) => particle.solved), iterations, evaluations, hessians };
}

const firstOrderOf = (model: PotentialModel, row: number, d: number): FirstOrder => ({
  value: model.values[row]!,
  differential: rowOf(model.differentials, d, row),
});

const stateOf = (model: PotentialModel, seconds: Float64Array, row: number, block: number, d: number): State => ({
  ...firstOrderOf(model, row, d),
  secondDerivatives: rowOf(seconds, d * d, block),
});
