import type { Target } from '../targets/index.ts';
import type { Energy, EvaluationCount } from './energy.ts';
import { potentialEnergy } from './potential.ts';
import { squaredSlope } from './squared-slope.ts';

/**
 * The kinetic energy ∫|v|² dρ of particles that move with v = −∇V, V = −log π (without the factor ½): (1/N) Σᵢ |∇V(xᵢ)|², the implicit bias
 * of the proximal point method.
 *
 * @param count grows with the evaluations of the target, see `potentialEnergy`
 */
export const kineticEnergy = (target: Target, count?: EvaluationCount): Energy =>
  squaredSlope(potentialEnergy(target, count));
