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
import type { Target } from '../targets/index.ts';
import type { GaussianLaw } from './law.ts';
import { columnOf, extremes, type LawMatrices, matricesOf } from './law.ts';

/**
 * J(ρ) = ∫ ½(x − m)ᵀL(x − m) dρ + T ∫ ρ log ρ + constant: the energies whose flows keep Gaussians Gaussian.
 *
 * KL(ρ | N(m, Λ)) has L = Λ⁻¹, T = 1 and the constant ½ log det 2πΛ. L = 0 is the entropy alone (heat flow), T = 0 a potential alone.
 */
export interface QuadraticEnergy {
  /** m, [d]. */
  readonly mean: readonly number[];
  /** L, [d, d], symmetric and positive semi-definite. */
  readonly precision: MatrixLike;
  /** T ≥ 0. */
  readonly temperature: number;
  /** Default 0. */
  readonly constant?: number;
}

/** Why an energy has no closed form on Gaussians, as one line that names the field; undefined when it has one. */
export function quadraticFault(energy: EnergySpecification, target: Target | undefined): string | undefined {
  for (const term of termsOf(energy)) {
    if (term.type === 'interaction') {
      return `energy: must consist of potential and entropy terms to have a closed form on Gaussians, got an interaction with the kernel ${term.kernel.type}`;
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
 * @throws InputError naming what has no closed form: an interaction, or a potential of a target that is no Gaussian
 */
export function quadraticEnergy(
  energy: EnergySpecification,
  { dimension, target }: { dimension: number; target?: Target | undefined },
): QuadraticEnergy {
  const fault = quadraticFault(energy, target);
  if (fault) throw new InputError(fault);
  const temperature = totalScale(energy, 'entropy');
  const strength = totalScale(energy, 'potential');
  if (strength === 0) {
    return { mean: new Array<number>(dimension).fill(0), precision: scaledIdentity(dimension, 0), temperature };
  }
  const { mean, covariance } = target!.moments!;
  return {
    mean,
    precision: Matrix.mul(symmetricInverse(covariance), strength),
    temperature,
    constant: strength * 0.5 * (logDeterminant(covariance) + mean.length * Math.log(2 * Math.PI)),
  };
}

const totalScale = (energy: EnergySpecification, type: EnergyTerm['type']): number =>
  termsOf(energy).reduce((sum, term) => sum + (term.type === type ? term.scale : 0), 0);

/** A law and an energy in matrices: what every formula here is written in. */
export interface Problem extends LawMatrices {
  /** m of the energy, [d, 1]. */
  readonly centre: Matrix;
  /** L, [d, d]. */
  readonly precision: Matrix;
  /** T. */
  readonly temperature: number;
}

/** @throws InputError when law or energy make no sense, or their dimensions differ */
export function problemOf(law: GaussianLaw, { mean, precision, temperature }: QuadraticEnergy): Problem {
  const matrices = matricesOf(law);
  const { rows } = matrices.covariance;
  const matrix = precisionOf(precision, rows);
  if (!(temperature >= 0 && Number.isFinite(temperature))) {
    throw new InputError(`energy.temperature: must be a finite number >= 0, got ${temperature}`);
  }
  return { ...matrices, centre: columnOf(mean, rows, 'energy.mean'), precision: matrix, temperature };
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

/** @throws InputError when a step or a time is no number > 0, or >= 0 */
export function checkTime(value: number, field: string, { positive = false } = {}): void {
  if (Number.isFinite(value) && (positive ? value > 0 : value >= 0)) return;
  throw new InputError(`${field}: must be a finite number ${positive ? '> 0' : '>= 0'}, got ${value}`);
}
