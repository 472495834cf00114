import type { Target } from '../targets/index.ts';
import type { Energy, EvaluationCount } from './energy.ts';
import { klEnergy } from './kl-energy.ts';
import { squaredSlope } from './squared-slope.ts';

/**
 * The Fisher-Hyvärinen divergence ∫|∇ log(ρ/π)|² dρ of the blob of a cloud to a target, as (1/N) Σᵢ |Gᵢ|² with the gradient G of `klEnergy`:
 * the implicit bias of the JKO scheme of Langevin dynamics. Between N(0, s²) and N(0, λ) it is (1/λ − 1/s²)² s².
 *
 * Source: A. Hyvärinen, JMLR 6 (2005), equation (2), there with the factor ½.
 *
 * @param bandwidth δ > 0 of the blob, in units of the points
 * @param count grows with the evaluations of the target, see `potentialEnergy`
 */
export const fisherHyvarinenDivergence = (target: Target, bandwidth: number, count?: EvaluationCount): Energy =>
  squaredSlope(klEnergy(target, bandwidth, count));
