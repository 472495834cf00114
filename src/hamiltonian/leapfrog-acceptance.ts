import type { Evaluate } from './evaluate.ts';
import { PhasePoints } from './phase-points.ts';
import type { Points } from './states.ts';

/**
 * The mean over the chains of min(1, e^{H₀−H}) after one leapfrog step: what a first step size is judged by.
 * @param momentum of the start, row-major [count, dimension]
 * @param inverseMass the diagonal of M⁻¹, [dimension]
 */
export async function leapfrogAcceptance(
  start: Points,
  momentum: Float64Array,
  evaluate: Evaluate,
  { stepSize, inverseMass }: { stepSize: number; inverseMass: Float64Array },
): Promise<number> {
  const points = new PhasePoints(start, momentum, inverseMass);
  const position = new Float32Array(start.position.length);
  const before = Float64Array.from(start.logDensity, (value, chain) => {
    const energy = points.energy(chain, value);
    points.depart(chain, stepSize, position, chain);
    return energy;
  });
  const found = await evaluate(position);
  const accepted = before.map((energy, chain) =>
    Math.min(1, Math.exp(energy - points.arrive(chain, stepSize, found, chain))),
  );
  return accepted.reduce((sum, each) => sum + each, 0) / accepted.length;
}
