import { type EnergySpecification, type EnergyTerm, termsOf } from '../energies/index.ts';
import { InputError } from '../errors.ts';
import {
  logDeterminant,
  Matrix,
  type MatrixLike,
  scaledIdentity,
  symmetricInverse,
  symmetryFault,
} from '../linalg/index.ts';
import { formatValue } from '../schema.ts';
import type { Target } from '../targets/index.ts';
import type { GaussianLaw } from './law.ts';
import { columnOf, extremes, type LawMatrices, matricesOf } from './law.ts';

/**
 * J(ρ) = ∫ ½(x − m)ᵀL(x − m) dρ + ½∫∫ ½k|x − y|² dρ dρ + T ∫ ρ log ρ + constant: the energies whose flows keep Gaussians Gaussian.
 *
 * KL(ρ | N(m, Λ)) has L = Λ⁻¹, T = 1 and the constant ½ log det 2πΛ. L = 0 is the entropy alone (heat flow), T = 0 a potential alone. The
 * interaction acts on the covariance as a potential kI would, and leaves the mean alone.
 */
export interface QuadraticEnergy {
  /** m, [d]. */
  readonly mean: readonly number[];
  /** L, [d, d], symmetric and positive semi-definite. */
  readonly precision: MatrixLike;
  /** T ≥ 0. */
  readonly temperature: number;
  /** k ≥ 0, default 0. */
  readonly attraction?: number;
  /** Default 0. */
  readonly constant?: number;
}

/** Why an energy has no closed form on Gaussians, as one line that names the field; undefined when it has one. */
export function quadraticFault(energy: EnergySpecification, target: Target | undefined): string | undefined {
  for (const term of termsOf(energy)) {
    if (term.type === 'interaction' && strengthOf(term) === undefined) {
      return `energy: an interaction has a closed form on Gaussians only with the attraction k|z|²/2, got ${formatValue(term.kernel)}`;
    }
    if (term.type === 'potential' && target?.spec.type !== 'gaussian') {
      return `target: must be gaussian for the energy to have a closed form on Gaussians, got ${target?.name ?? 'none'}`;
    }
  }
  return undefined;
}

/**
 * The energy of a specification as a function of mean and covariance.
 * @param context `dimension` counts where no term has a potential
 * @throws InputError naming what has no closed form: an interaction that is not quadratic, or a potential of a target that is no Gaussian
 */
export function quadraticEnergy(
  energy: EnergySpecification,
  { dimension, target }: { dimension: number; target?: Target | undefined },
): QuadraticEnergy {
  const fault = quadraticFault(energy, target);
  if (fault) throw new InputError(fault);
  const total = (of: (term: EnergyTerm) => number): number => termsOf(energy).reduce((sum, term) => sum + of(term), 0);
  const temperature = total((term) => (term.type === 'entropy' ? term.scale : 0));
  const attraction = total((term) => strengthOf(term) ?? 0);
  const strength = total((term) => (term.type === 'potential' ? term.scale : 0));
  const constant = total(constantOf);
  if (strength === 0) {
    const mean = new Array<number>(dimension).fill(0);
    return { mean, precision: scaledIdentity(dimension, 0), temperature, attraction, constant };
  }
  const { mean, covariance } = target!.moments!;
  const normaliser = 0.5 * (logDeterminant(covariance) + dimension * Math.log(2 * Math.PI));
  return {
    mean,
    precision: Matrix.mul(symmetricInverse(covariance), strength),
    temperature,
    attraction,
    constant: constant + strength * normaliser,
  };
}

/** k of an interaction ½k|z|²; undefined for any other term. */
function strengthOf(term: EnergyTerm): number | undefined {
  if (term.type !== 'interaction' || term.kernel.type !== 'power') return undefined;
  const { exponent, strength } = term.kernel;
  return exponent === 2 && strength >= 0 ? term.scale * strength : undefined;
}

/** What the softening s of an interaction ½k(|z|² + s²) adds. */
function constantOf(term: EnergyTerm): number {
  if (term.type !== 'interaction' || term.kernel.type !== 'power') return 0;
  return (strengthOf(term) ?? 0) * 0.25 * term.kernel.softening ** 2;
}

/** A law and an energy in matrices: what every formula here is written in. */
export interface Problem extends LawMatrices {
  /** m of the energy, [d, 1]. */
  readonly centre: Matrix;
  /** L, which pulls the mean, [d, d]. */
  readonly precision: Matrix;
  /** L + kI, which pulls points that are off the mean, [d, d]. */
  readonly confinement: Matrix;
  /** T. */
  readonly temperature: number;
}

/** @throws InputError when law or energy make no sense, or their dimensions differ */
export function problemOf(law: GaussianLaw, energy: QuadraticEnergy): Problem {
  const { temperature, attraction = 0 } = energy;
  const matrices = matricesOf(law);
  const { rows } = matrices.covariance;
  const precision = precisionOf(energy.precision, rows);
  for (const [name, value] of Object.entries({ temperature, attraction })) checkNumber(value, `energy.${name}`);
  return {
    ...matrices,
    centre: columnOf(energy.mean, rows, 'energy.mean'),
    precision,
    confinement: Matrix.add(precision, scaledIdentity(rows, attraction)),
    temperature,
  };
}

function precisionOf(precision: MatrixLike, dimension: number): Matrix {
  const matrix = new Matrix(precision as number[][]);
  const fault = symmetryFault(matrix.to2DArray());
  if (fault) throw new InputError(`energy.precision: ${fault}`);
  if (matrix.rows !== dimension) {
    throw new InputError(`energy.precision: must have ${dimension} rows, got ${matrix.rows}`);
  }
  const [smallest, largest] = extremes(matrix);
  if (smallest >= -1e-12 * Math.abs(largest)) return matrix;
  throw new InputError(
    `energy.precision: has the eigenvalue ${smallest.toPrecision(4)}; must be positive semi-definite`,
  );
}

/** @throws InputError when the value is not finite and >= 0, or > 0 */
export function checkNumber(value: number, field: string, { positive = false } = {}): void {
  if (Number.isFinite(value) && (positive ? value > 0 : value >= 0)) return;
  throw new InputError(`${field}: must be a finite number ${positive ? '> 0' : '>= 0'}, got ${value}`);
}
