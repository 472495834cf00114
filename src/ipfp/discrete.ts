import { InputError, RunError } from '../errors.ts';

/** Σ_i e^{logMasses_i} δ(values_i) in R^dimension: samples, or the nodes of a grid. */
export interface DiscreteMeasure {
  /** Row-major [n, dimension]. */
  readonly values: Float64Array;
  readonly dimension: number;
  /** [n], normalised; −∞ where there is no mass. */
  readonly logMasses: Float64Array;
}

/** e^{−f} and e^{−g} as discrete measures, and how soft minima between them are found. Cost ½|x − y|². */
export interface DiscreteProblem {
  readonly target: DiscreteMeasure;
  readonly reference: DiscreteMeasure;
  /** The regularisation, and the physical time of one iteration. */
  readonly epsilon: number;
  /** −ε log Σ_j exp((h_j − ½|z_i − w_j|²)/ε) at the points z of the side `at`, for heights h at the points w of the other side. */
  softmin(at: 'target' | 'reference', heights: Float64Array): Float64Array | Promise<Float64Array>;
}

/** The potentials after k ≥ 1 iterations, at the time kε. The plan exp((x·y − previous − conjugate)/ε) has the marginals ρ_k and e^{−g}. */
export interface IpfpState {
  /** k. */
  readonly steps: number;
  /** φ_{k−1} at the target's points, [n]. */
  readonly previous: Float64Array;
  /** ψ_{k−1} at the reference's points, [m]. */
  readonly conjugate: Float64Array;
  /** φ_k at the target's points, [n]. */
  readonly potential: Float64Array;
}

/**
 * So many iterations of IPFP (Sinkhorn) from the potential φ₀^ε = `start`, in the log domain:
 *   ψ_k(y) = ε log ∫ exp((x·y − φ_k(x))/ε) e^{−f} dx,   φ_{k+1}(x) = ε log ∫ exp((x·y − ψ_k(y))/ε) e^{−g} dy.
 * On the time scale t = kε the potentials follow the parabolic Monge-Ampère equation and the laws of `marginalOf` the Wasserstein mirror flow
 * of KL(· | e^{−f}) (Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421).
 *
 * @param start [n] @param steps ≥ 1
 * @throws InputError when `start` has another length or `steps` is no positive integer
 * @throws RunError when a potential is not finite
 */
export async function ipfp(
  problem: DiscreteProblem,
  { start, steps }: { start: Float64Array; steps: number },
): Promise<IpfpState> {
  if (!(Number.isInteger(steps) && steps >= 1)) throw new InputError(`steps is ${steps}, but must be an integer >= 1`);
  const count = problem.target.logMasses.length;
  if (start.length !== count) {
    throw new InputError(
      `start has ${start.length} numbers, but must have one for each of the target's ${count} points`,
    );
  }
  let state = await ipfpStep(problem, start);
  for (let k = 1; k < steps; k++) state = { ...(await ipfpStep(problem, state.potential)), steps: k + 1 };
  return state;
}

/** One iteration from φ_k = `previous`, [n]. @throws RunError when a potential is not finite */
export async function ipfpStep(problem: DiscreteProblem, previous: Float64Array): Promise<IpfpState> {
  const { target, reference, epsilon } = problem;
  const conjugate = halfSquaresMinus(
    reference,
    await problem.softmin('reference', heightsOf(target, previous, epsilon)),
  );
  const potential = halfSquaresMinus(target, await problem.softmin('target', heightsOf(reference, conjugate, epsilon)));
  const bad = potential.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new RunError(`a potential of IPFP became ${bad}`);
  return { steps: 1, previous, conjugate, potential };
}

/** ½|x|² − φ(x) + ε log of the mass of x: the heights that the soft minimum takes. */
export function heightsOf(measure: DiscreteMeasure, potential: Float64Array, epsilon: number): Float64Array {
  const heights = halfSquaresMinus(measure, potential);
  return heights.map((value, i) => value + epsilon * measure.logMasses[i]!);
}

/** ½|x_i|² − values_i. The Sinkhorn potential of cost ½|x − y|² and the convex one are each other's image under it. */
export function halfSquaresMinus(
  { values: points, dimension }: Pick<DiscreteMeasure, 'values' | 'dimension'>,
  values: Float64Array,
): Float64Array {
  return values.map((value, i) => {
    let squares = 0;
    for (let k = 0; k < dimension; k++) squares += points[i * dimension + k]! ** 2;
    return 0.5 * squares - value;
  });
}

/** What the X-marginal ρ_k = exp((φ_k − φ_{k−1})/ε) e^{−f} of the plan comes to. */
export interface Marginal {
  /** ρ_k on the target's points, [n], with sum 1. */
  weights: Float64Array;
  /** What the weights summed to before they were normalised: 1 up to rounding, because the plan has mass 1. */
  mass: number;
  /** 1/∫(dρ_k/de^{−f})² e^{−f}, in (0, 1]: the share of samples of e^{−f} that as many equal weights would need. */
  effectiveSampleSize: number;
  /** L1 distance of ρ_k to e^{−f}: the error of this marginal as Sinkhorn's algorithm measures it. */
  error: number;
  /** KL(ρ_k | e^{−f}). */
  divergence: number;
}

/** The X-marginal of the plan between two iterations. */
export function marginalOf({ target, epsilon }: DiscreteProblem, { previous, potential }: IpfpState): Marginal {
  const logMasses = target.logMasses;
  const logRatio = potential.map((value, i) => (value - previous[i]!) / epsilon);
  const unnormalised = logRatio.map((value, i) => Math.exp(logMasses[i]! + value));
  const mass = unnormalised.reduce((sum, weight) => sum + weight, 0);
  const weights = unnormalised.map((weight) => weight / mass);
  let squares = 0;
  let error = 0;
  let divergence = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    error += Math.abs(weight - Math.exp(logMasses[i]!));
    if (weight === 0) continue;
    const log = logRatio[i]! - Math.log(mass);
    squares += weight * Math.exp(log);
    divergence += weight * log;
  }
  return { weights, mass, effectiveSampleSize: 1 / squares, error, divergence };
}

/** log masses shifted so that the masses sum to 1. */
export function normalisedLogMasses(logMasses: Float64Array): Float64Array {
  const largest = logMasses.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const sum = logMasses.reduce((total, value) => total + Math.exp(value - largest), 0);
  const shift = largest + Math.log(sum);
  return logMasses.map((value) => value - shift);
}
