import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { InputError } from '../../errors.ts';
import { Matrix, symmetricEigen, symmetricInverse } from '../../linalg/index.ts';
import { normals } from '../../random/index.ts';
import type { MirrorEstimator, MirrorImage, MirrorMove, MirrorState, MirrorStep } from '../estimator.ts';
import type { ReferenceLaw } from '../flow/reference-law.ts';
import { invertedHessians } from '../inverted-hessians.ts';
import { affineRows, productOfRows } from '../rows.ts';
import { scoreDrift, scoreTerms } from '../score-drift.ts';
import { sinkhornImages } from '../sinkhorn-estimator.ts';
import { advancePotential } from './advance.ts';
import { fittedPotential, moved } from './fit.ts';
import { buresInFrame, derivativesOf, framed, imagesOf, type Potential } from './potential.ts';

/** Most particles that the equation of u is solved at. */
const MOST_POINTS = 1000;
/** Steps between two choices of coordinates and anchors. */
const STEPS_OF_A_BASIS = 10;
/** Bounds of the eigenvalues of H in units of the extreme ones of the Bures map. */
const SMALLEST = 0.1;
const LARGEST = 10;

/**
 * The Brenier potential carried along: u is a quadratic function plus Gaussians about anchors, fitted once to the debiased Sinkhorn map of the start and then
 * moved by its own equation, the parabolic Monge-Ampère equation, see `advancePotential`. The particles feel H = ∇²u and div H⁻¹ in closed form; their
 * sampling noise does not come back to them through an estimate of their law. Every ten steps the basis is chosen anew where the particles are.
 * Euler-Maruyama, weak order 1. For low dimensions, laws without far apart modes and references with a density on all of R^d; O(n) a step.
 *
 * `solver.raised` counts how often the ridge of the last step was raised to keep u convex, `solver.clipped` the share of particles where H was not within
 * [1/10, 10] × Bures.
 *
 * @param relativeEpsilon of the Sinkhorn map of the start, see `sinkhornEstimator`
 */
export function potentialEstimator(relativeEpsilon: number): MirrorEstimator {
  return {
    step: (step) => moveParticles(step, relativeEpsilon),
    image: (state) => imageOf(state, relativeEpsilon),
  };
}

async function moveParticles(step: MirrorStep, relativeEpsilon: number): Promise<MirrorMove> {
  const { position, reference, memory, stepSize: h, draw } = step;
  const [count, d] = position.shape;
  const scores = step.score(position);
  const [values, gradient] = await Promise.all([position.data<'float32'>(), scores.data<'float32'>()]);
  scores.dispose();
  const x = Float64Array.from(values);
  const potential = await potentialAt(x, step, relativeEpsilon);
  const { spread, whitening } = potential;
  const z = framed(potential, x);
  const now = derivativesOf(potential, z);
  const { inverse, inverseRoot, divergence, clipped } = invertedHessians(
    now.hessian,
    now.third,
    d,
    boundsOf(potential, reference),
  );

  const product = (vectors: Float64Array): Float64Array => productOfRows(inverse, vectors, d);
  const force = affineRows(Float64Array.from(gradient), spread);
  const drift = product(force);
  const terms = step.drift === 'score' ? await scoreTerms(x, imagesOf(potential, now), reference) : undefined;
  const correction = terms ? scoreDrift(terms, { root: whitening, inverseRoot: spread }, product) : divergence;
  const noise = productOfRows(inverseRoot, normals(count, d, draw), d);
  const next = z.map((value, at) => value + h * (drift[at]! + correction[at]!) + Math.sqrt(2 * h) * noise[at]!);

  const { raised, accepted, potential: later } = await advanced(potential, x, gradient, step);
  remember(memory, later, (memory.get('potential.age')?.[0] ?? 0) + 1);
  return {
    position: tensor2d(Float32Array.from(affineRows(next, spread, undefined, potential.centre)), [count, d]),
    steepness: gradient.reduce((sum, value) => sum + value * value, 0) / count,
    stiffness: (h * force.reduce((sum, value, at) => sum + value * drift[at]!, 0)) / (2 * d * count),
    report: { anchors: potential.basis.anchors.length / d, raised, accepted, clipped },
  };
}

async function advanced(
  potential: Potential,
  x: Float64Array,
  gradient: Float32Array,
  { reference, stepSize }: MirrorStep,
) {
  const d = potential.basis.dimension;
  const points = thinned(x, d);
  const force = thinned(
    Float64Array.from(gradient, (value) => -value),
    d,
  );
  return advancePotential(potential, { x: points, force, reference, stepSize });
}

/** The potential that was carried here, or one fitted to the particles. */
async function potentialAt(
  x: Float64Array,
  { reference, memory }: MirrorState,
  relativeEpsilon: number,
): Promise<Potential> {
  if (reference.support || !reference.score) {
    throw new InputError(
      `estimator: potential needs a reference with a density on all of space, ${reference.type} has none`,
    );
  }
  const d = reference.gaussian.dimension;
  const points = thinned(x, d);
  const known = recalled(memory, d);
  if (!known) {
    const start = fittedPotential(points, await sinkhornImages(points, reference, relativeEpsilon), reference.gaussian);
    remember(memory, start, 0);
    return start;
  }
  const age = memory.get('potential.age')![0]!;
  return age > 0 && age % STEPS_OF_A_BASIS === 0 ? moved(known, points, reference.gaussian) : known;
}

/** Y = ∇u(x). */
async function imageOf(state: MirrorState, relativeEpsilon: number): Promise<MirrorImage> {
  const x = Float64Array.from(await state.position.data());
  const potential = await potentialAt(x, state, relativeEpsilon);
  const y = imagesOf(potential, derivativesOf(potential, framed(potential, x)));
  return { mirrorPosition: tensor2d(Float32Array.from(y), state.position.shape) as Tensor2D, report: {} };
}

function boundsOf({ spread }: Potential, { gaussian }: ReferenceLaw): [number, number] {
  const { values } = symmetricEigen(buresInFrame(spread, gaussian));
  return [SMALLEST * values[0]!, LARGEST * values.at(-1)!];
}

/** Evenly many rows of x [n, d], at most MOST_POINTS. */
function thinned(x: Float64Array, d: number): Float64Array {
  const stride = Math.ceil(x.length / d / MOST_POINTS);
  return stride === 1 ? x : x.filter((_, at) => Math.floor(at / d) % stride === 0);
}

const FIELDS = ['centre', 'spread', 'anchors', 'coefficients'] as const;

function remember(memory: Map<string, Float64Array>, potential: Potential, age: number): void {
  memory.set('potential.centre', Float64Array.from(potential.centre));
  memory.set('potential.spread', Float64Array.from(potential.spread.to1DArray()));
  memory.set('potential.anchors', potential.basis.anchors);
  memory.set('potential.width', Float64Array.of(potential.basis.width));
  memory.set('potential.coefficients', potential.coefficients);
  memory.set('potential.age', Float64Array.of(age));
}

function recalled(memory: Map<string, Float64Array>, dimension: number): Potential | undefined {
  const [centre, spread, anchors, coefficients] = FIELDS.map((field) => memory.get(`potential.${field}`));
  if (!centre || !spread || !anchors || !coefficients) return undefined;
  const root = Matrix.from1DArray(dimension, dimension, [...spread]);
  const width = memory.get('potential.width')![0]!;
  const basis = { dimension, anchors, width };
  return { basis, centre: [...centre], spread: root, whitening: symmetricInverse(root), coefficients };
}
