import { type EnergySpecification, type EvaluationCount, termsOf } from '../energies/index.ts';
import { InputError } from '../errors.ts';
import type { Target } from '../targets/index.ts';
import { type LinePotential, linePotential, potentialValues } from './line-potential.ts';
import { expectation, type ReferenceGrid } from './reference-grid.ts';
import type { Tridiagonal } from './tridiagonal.ts';

/** An energy at one quantile function X, [n]. Forces are per unit of mass: −gradient is the velocity of the Wasserstein gradient flow. */
export interface QuantileModel {
  /** F(X) = ∫ V dρ + ∫ ρ log ρ, each times its scale; +∞ where X does not ascend and the entropy counts. */
  readonly value: number;
  /** Absolute size of the rounding error of `value`. */
  readonly noise: number;
  /** G_i = (1/w_i) ∂F/∂X_i, [n]. */
  readonly gradient: Float64Array;
  /** Root mean square of the forces of the potential plus that of the forces of the entropy, before they cancel. */
  readonly forceScale: number;
  /** ∂²F/∂X². In units of mass, H = W⁻¹ ∂²F/∂X² with W = diag(w). */
  hessian(): Promise<Tridiagonal>;
  /** Root mean square of the rounding error of `gradient`: V is computed in float32. */
  gradientNoise(): Promise<number>;
}

/** A functional of laws on the line, given by their quantile function at the nodes of a grid. */
export interface QuantileEnergy {
  readonly grid: ReferenceGrid;
  /** @param quantiles X, [n], not changed, and not to be changed while the model is in use */
  at(quantiles: Float64Array): Promise<QuantileModel>;
  /** F(X) alone, which evaluates densities but no gradient. */
  valueAt(quantiles: Float64Array): Promise<number>;
}

export interface QuantileEnergyContext {
  grid: ReferenceGrid;
  /** π of V = −log π, where the potential is part of the energy. */
  target?: Target | undefined;
  count?: EvaluationCount;
}

const FLOAT32 = 2 ** -24;
/** ∫ φ log φ. */
const NORMAL_ENTROPY = -0.5 * Math.log(2 * Math.PI * Math.E);

/**
 * F(X) = a Σ w_i V(X_i) + b (∫φ log φ − Σ w_{i+½} log((X_{i+1} − X_i)/(z_{i+1} − z_i))), the potential with the scale a and the entropy at the
 * temperature b: to second order in the spacing of the grid, and without error where X is affine.
 *
 * @throws InputError on a term that is none of the two
 */
export function quantileEnergy(specification: EnergySpecification, context: QuantileEnergyContext): QuantileEnergy {
  const { grid, target, count = { gradientEvaluations: 0, densityEvaluations: 0 } } = context;
  const { potential: scale, entropy: temperature } = scalesOf(specification);
  const hasPotential = scale > 0;
  return {
    grid,
    async at(quantiles) {
      const potential = hasPotential ? await linePotential(target!, quantiles, count) : undefined;
      return model(grid, quantiles, potential, scale, temperature);
    },
    async valueAt(quantiles) {
      const values = hasPotential ? await potentialValues(target!, quantiles, count) : undefined;
      return scale * (values ? expectation(grid.masses, values) : 0) + entropyValue(grid, quantiles, temperature);
    },
  };
}

/** How much the potential and the entropy count. @throws InputError on any other term */
export function scalesOf(specification: EnergySpecification): { potential: number; entropy: number } {
  const scales = { potential: 0, entropy: 0 };
  for (const term of termsOf(specification)) {
    if (term.type === 'interaction') {
      throw new InputError("energy: the quantile discretisation has no interaction terms, use discretisation 'blob'");
    }
    scales[term.type] += term.scale;
  }
  return scales;
}

function model(
  grid: ReferenceGrid,
  quantiles: Float64Array,
  potential: LinePotential | undefined,
  scale: number,
  temperature: number,
): QuantileModel {
  const { masses } = grid;
  const zero = new Float64Array(quantiles.length);
  const slopes = potential?.slopes.map((slope) => scale * slope) ?? zero;
  const pressure = temperature > 0 ? entropyForces(grid, quantiles, temperature) : zero;
  const mean = potential ? scale * expectation(masses, potential.values) : 0;
  const curvatures = async (): Promise<Float64Array> =>
    (await potential?.curvatures())?.map((curvature) => scale * curvature) ?? zero;
  return {
    value: mean + entropyValue(grid, quantiles, temperature),
    noise: potential ? scale * rootMeanSquare(masses, rounding(potential.values, potential.slopes, quantiles)) : 0,
    gradient: slopes.map((slope, i) => slope + pressure[i]!),
    forceScale: rootMeanSquare(masses, slopes) + rootMeanSquare(masses, pressure),
    async hessian() {
      const own = await curvatures();
      const { diagonal, beside } = entropyHessian(grid, quantiles, temperature);
      return { diagonal: diagonal.map((entry, i) => entry + masses[i]! * own[i]!), beside };
    },
    async gradientNoise() {
      return rootMeanSquare(masses, rounding(slopes, await curvatures(), quantiles));
    },
  };
}

/** The rounding error of a function at x with the derivative f′, a few float32 operations each on the way to x, and from x to f. */
const rounding = (values: Float64Array, derivatives: Float64Array, x: Float64Array): Float64Array =>
  values.map((value, i) => 4 * FLOAT32 * (Math.abs(value) + Math.abs(derivatives[i]! * x[i]!)));

/** √(Σ w f²). */
export const rootMeanSquare = (masses: Float64Array, values: Float64Array): number =>
  Math.sqrt(masses.reduce((sum, mass, i) => sum + mass * values[i]! ** 2, 0));

/** Whether X_{i+1} > X_i everywhere; NaN does not ascend. */
export function isAscending(quantiles: Float64Array): boolean {
  for (let i = 1; i < quantiles.length; i++) if (!(quantiles[i]! > quantiles[i - 1]!)) return false;
  return true;
}

function entropyValue({ nodes, between }: ReferenceGrid, quantiles: Float64Array, temperature: number): number {
  if (temperature === 0) return 0;
  if (!isAscending(quantiles)) return Number.POSITIVE_INFINITY;
  let stretch = 0;
  for (let i = 0; i < between.length; i++) {
    stretch += between[i]! * Math.log((quantiles[i + 1]! - quantiles[i]!) / (nodes[i + 1]! - nodes[i]!));
  }
  return temperature * (NORMAL_ENTROPY - stretch);
}

/** (1/w_i) (w_{i+½}/(X_{i+1} − X_i) − w_{i−½}/(X_i − X_{i−1})) times the temperature. */
function entropyForces({ masses, between }: ReferenceGrid, quantiles: Float64Array, temperature: number): Float64Array {
  const out = new Float64Array(quantiles.length);
  for (let i = 0; i < between.length; i++) {
    const push = (temperature * between[i]!) / (quantiles[i + 1]! - quantiles[i]!);
    out[i]! += push / masses[i]!;
    out[i + 1]! -= push / masses[i + 1]!;
  }
  return out;
}

function entropyHessian({ between }: ReferenceGrid, quantiles: Float64Array, temperature: number): Tridiagonal {
  const diagonal = new Float64Array(quantiles.length);
  const beside = new Float64Array(between.length);
  for (let i = 0; i < between.length; i++) {
    const stiffness = (temperature * between[i]!) / (quantiles[i + 1]! - quantiles[i]!) ** 2;
    diagonal[i]! += stiffness;
    diagonal[i + 1]! += stiffness;
    beside[i] = -stiffness;
  }
  return { diagonal, beside };
}
