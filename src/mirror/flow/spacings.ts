import { blobEnergy, type Energy, type EnergySpecification, termsOf } from '../../energies/index.ts';
import { InputError, RunError } from '../../errors.ts';
import {
  ascending,
  gridOfMasses,
  isAscending,
  type QuantileEnergy,
  quantileEnergy,
  type ReferenceGrid,
  solveTridiagonal,
} from '../../quantile/index.ts';
import type { SmoothEnergyContext } from './energy.ts';
import type { MirrorField } from './field.ts';
import type { ReferenceLaw } from './reference-law.ts';

/** The mirror flow on the line at particles that are quantiles. */
export interface SpacingsField extends MirrorField {
  /** One linearly implicit step. @throws RunError where it would fold the law, however short */
  step(stepSize: number): Promise<Float64Array>;
}

export interface SpacingsProblem extends SmoothEnergyContext {
  energy: EnergySpecification;
  /** With a quantile function. */
  reference: ReferenceLaw;
}

/** Halvings of a step that would fold the law. */
const MOST_HALVINGS = 20;

/**
 * The Wasserstein mirror flow on the line without an estimate of a density. ∇u_t(X_i) = Y_i never changes, so the particle of rank i is X_i = T_t(Y_i) for
 * the quantile Y_i of the reference, 1/u″ = T′ is ΔX/ΔY, and the entropy is that of the spacings ΔX:
 *   dX_i/dt = −T′(Y_i) G_i,   G = n∂J/∂X,   J = Σ V(X_i)/n − T Σ w_{i+½} log ΔX_{i+½} + …,
 * which dissipates the discrete J. With masses w_{i+½} as in `ReferenceGrid` it has no error in space for a Gaussian law and reference. A step is
 * linearly implicit: with D = diag(T′), (D⁻¹/n + hJ″)δ = −h∂J/∂X is tridiagonal, interactions being explicit.
 *
 * @param points x, [n], in any order, no two equal
 * @throws InputError for a reference with atoms
 */
export async function spacingsField(points: Float64Array, problem: SpacingsProblem): Promise<SpacingsField> {
  const rows = ascending(points);
  const line = lineOf(points.length, problem);
  const sorted = Float64Array.from(rows, (row) => points[row]!);
  requireAscending(sorted);
  const state = await stateAt(sorted, line);
  const byRow = (values: Float64Array): Float64Array => {
    const out = new Float64Array(values.length);
    for (const [rank, row] of rows.entries()) out[row] = values[rank]!;
    return out;
  };
  const velocity = state.forces.map((force, i) => -state.slopes[i]! * force);
  return {
    energy: state.energy,
    forces: byRow(state.forces),
    velocity: byRow(velocity),
    images: byRow(line.images),
    report: { lowestSlope: state.slopes.reduce((least, slope) => Math.min(least, slope)) },
    step: async (stepSize) => byRow(await implicitStep(sorted, state, line, stepSize, MOST_HALVINGS)),
  };
}

/** What does not change from step to step. */
interface Line {
  /** Potential and entropy. */
  energy: QuantileEnergy;
  /** The entropy alone, whose Hessian is never negative. */
  entropy: QuantileEnergy;
  interaction: Energy | undefined;
  /** Y, [n]. */
  images: Float64Array;
}

/** Grid and quantiles of so many particles of equal mass. */
interface Nodes {
  count: number;
  grid: ReferenceGrid;
  /** Y, [n]. */
  images: Float64Array;
}

/** The nodes asked for last: quantiles of a mixture take bisections. */
const knownNodes = new WeakMap<ReferenceLaw, Nodes>();

function nodesOf(count: number, reference: ReferenceLaw): Nodes {
  const known = knownNodes.get(reference);
  if (known?.count === count) return known;
  const { gaussian, type, quantile } = reference;
  const grid = gridOfMasses(new Float64Array(count).fill(1 / count));
  const images =
    type === 'gaussian'
      ? grid.nodes.map((z) => gaussian.mean[0]! + gaussian.root.get(0, 0) * z)
      : Float64Array.from({ length: count }, (_, i) => quantile!((i + 0.5) / count, (count - i - 0.5) / count));
  if (!isAscending(images)) {
    throw new InputError(
      `reference: two of ${count} quantiles are equal, and spacings need a law without atoms; must be one with a density, got ${type}`,
    );
  }
  const nodes = { count, grid, images };
  knownNodes.set(reference, nodes);
  return nodes;
}

function lineOf(count: number, { energy, target, count: evaluations, reference }: SpacingsProblem): Line {
  const { grid, images } = nodesOf(count, reference);
  const terms = termsOf(energy).filter(({ type }) => type !== 'interaction');
  const context = { grid, target, count: evaluations };
  return {
    energy: quantileEnergy(terms, context),
    entropy: quantileEnergy(
      terms.filter((term) => term.type === 'entropy'),
      context,
    ),
    interaction: interactionOf(energy),
    images,
  };
}

function interactionOf(energy: EnergySpecification): Energy | undefined {
  const terms = termsOf(energy).filter(({ type }) => type === 'interaction');
  // The bandwidth is that of an entropy, and there is none.
  return terms.length > 0 ? blobEnergy(terms, { dimension: 1, bandwidth: 1 }) : undefined;
}

interface State {
  energy: number;
  /** G, [n]. */
  forces: Float64Array;
  /** T′, [n]. */
  slopes: Float64Array;
  hessian: Awaited<ReturnType<QuantileEnergy['at']>>['hessian'];
}

async function stateAt(quantiles: Float64Array, { energy, interaction, images }: Line): Promise<State> {
  const model = await energy.at(quantiles);
  const pairs = await interaction?.at(quantiles);
  return {
    energy: model.value + (pairs?.value ?? 0),
    forces: pairs ? model.gradient.map((force, i) => force + pairs.gradient[i]!) : model.gradient,
    slopes: slopesOf(quantiles, images),
    hessian: model.hessian,
  };
}

/** dX/dY at the nodes: of the parabola through three of them, at the ends between two. */
function slopesOf(x: Float64Array, y: Float64Array): Float64Array {
  const last = x.length - 2;
  const between = Float64Array.from({ length: x.length - 1 }, (_, i) => (x[i + 1]! - x[i]!) / (y[i + 1]! - y[i]!));
  return x.map((_, i) => {
    if (i === 0 || i > last) return between[Math.min(i, last)]!;
    const left = y[i]! - y[i - 1]!;
    const right = y[i + 1]! - y[i]!;
    return (right * between[i - 1]! + left * between[i]!) / (left + right);
  });
}

async function implicitStep(
  x: Float64Array,
  state: State,
  line: Line,
  stepSize: number,
  halvings: number,
): Promise<Float64Array> {
  const next = await solved(x, state, line, stepSize);
  if (next && isAscending(next)) return next;
  if (halvings === 0) {
    throw new RunError(`a step of ${stepSize.toExponential(1)} still folds the law (try a smaller step size)`);
  }
  const middle = await implicitStep(x, state, line, stepSize / 2, halvings - 1);
  return implicitStep(middle, await stateAt(middle, line), line, stepSize / 2, halvings - 1);
}

/** x + δ; undefined where rounding leaves no positive definite system. */
async function solved(
  x: Float64Array,
  { forces, slopes, hessian }: State,
  { energy: { grid }, entropy }: Line,
  stepSize: number,
): Promise<Float64Array | undefined> {
  const { masses } = grid;
  const right = forces.map((force, i) => -stepSize * masses[i]! * force);
  const attempt = async (curvature: State['hessian']): Promise<Float64Array | undefined> => {
    const { diagonal, beside } = await curvature();
    return solveTridiagonal(
      {
        diagonal: diagonal.map((entry, i) => masses[i]! / slopes[i]! + stepSize * entry),
        beside: beside.map((entry) => stepSize * entry),
      },
      right,
    );
  };
  // A potential that is too concave for this step is taken explicitly.
  const move = (await attempt(hessian)) ?? (await attempt((await entropy.at(x)).hessian));
  return move?.map((value, i) => x[i]! + value);
}

function requireAscending(sorted: Float64Array): void {
  if (isAscending(sorted)) return;
  const twice = sorted.find((value, i) => !(value > (sorted[i - 1] ?? Number.NEGATIVE_INFINITY)));
  throw new RangeError(`two particles are at ${twice}, and spacings need a law without atoms`);
}
