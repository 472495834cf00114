import type { Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError } from '../src/errors.ts';
import {
  DRIFTS,
  estimatorFor,
  explained,
  type MirrorEstimator,
  type MirrorState,
  mirrorDistance,
  type ReferenceLaw,
  referenceLaw,
  referenceSpecification,
  watchDivergence,
} from '../src/mirror/index.ts';
import { Stream } from '../src/random/index.ts';
import { score } from '../src/targets/index.ts';
import { Column } from '../src/tensor/index.ts';
import { type Context, defineMethod, type Ensemble } from '../src/world/index.ts';

const parameters = z.strictObject({
  stepSize: z.number().positive().default(0.01).describe('h; stable below 2 / the largest eigenvalue of H⁻¹∇²f'),
  estimator: z
    .enum(['auto', 'bures', 'monotone', 'sinkhorn', 'potential'])
    .default('auto')
    .describe('of the Brenier potential'),
  bandwidth: z.number().positive().optional().describe('of the monotone estimator; default 1.06 s n^(-1/5)'),
  epsilon: z
    .number()
    .positive()
    .default(0.5)
    .describe('of the Sinkhorn estimator, in units of the spreads of law × reference'),
  drift: z
    .enum(DRIFTS)
    .default('divergence')
    .describe('−H⁻¹∇f + div H⁻¹, or its equal −H⁻¹∇(f + log ρ) − ∇g(∇u) with a kernel density for ρ'),
  reference: referenceSpecification
    .default({ type: 'gaussian' })
    .describe('e^{−g}: gaussian (default N(0, I)), uniform (a box), or a target with known moments'),
});
type Parameters = z.output<typeof parameters>;

/**
 * dX = (−H⁻¹∇f + div H⁻¹) dt + √(2H⁻¹) dB with H = ∇²u_t and u_t the Brenier potential from the law ρ_t of X_t to the reference e^{−g}. The law follows the
 * Wasserstein mirror flow of KL(ρ | e^{−f}) with the mirror ½W₂²(·, e^{−g}), and Y = ∇u_t(X_t), kept in the column `mirrorPosition`, keeps the law e^{−g}.
 *
 * u_t is estimated from the ensemble, at one gradient a particle and step; see the `estimator`s in src/mirror:
 * - `monotone` (default for d = 1): quantile to quantile, by a kernel density.
 * - `potential` (default for d = 2, 3 and a reference with a density on R^d): carried along by its own equation, the parabolic Monge-Ampère equation. The
 *   default goes over to `bures` for good where the step is too stiff for it or u cannot be kept convex: `solver.estimator` says which one moves.
 * - `bures` (default else): the map between the Gaussians of equal moments, exact for Gaussian laws. H is constant in x, so e^{−f} is the exact
 *   stationary law of any target; H⁻¹ ≈ S^½Θ^½ takes the square root of the condition number of a stiff target, and Θ near S⁻¹ all of it.
 * - `sinkhorn`: the debiased entropic map on top of `bures`; O(n²) a step, for a few thousand particles and low d.
 * How far the law of Y is from e^{−g} is in `solver`: `mirrorKolmogorovSmirnov` on the line, see `mirrorDistance` else, with what an exact sample shows.
 * Scaling Θ by c² scales time by c. In Euler-Maruyama steps the variance of Example 2 of the paper errs by about 1.3 h at t = 1.
 * `solver.stiffness` should stay far below 1: see `MirrorMove`.
 */
export const mirrorMcKeanVlasov = defineMethod({
  type: 'mirror-mckean-vlasov',
  component: 'MirrorMcKeanVlasov',
  title: 'Mirror McKean-Vlasov diffusion',
  source: 'Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421, section 5',
  parameters,
  needs: { target: true, gradient: true, samples: false },
  flow: 'mirror',
  stepSize: ({ stepSize }) => stepSize,
  fuse: 16,
  async prepare({ ensemble, parameters }) {
    const { count, dimension, columns } = ensemble;
    checkEnsemble(ensemble, parameters);
    columns.mirrorPosition ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    await withInputErrors(ensemble, () => reflect(ensemble, parameters));
  },
  async advance(context, steps) {
    try {
      await move(context, steps);
    } catch (fault) {
      throw explained(fault, context.ensemble.memory);
    }
  },
});

async function move({ ensemble, parameters }: Context<Parameters>, steps: number): Promise<void> {
  const { position } = ensemble.columns;
  const reference = referenceOf(ensemble, parameters);
  const estimator = estimatorOf(ensemble, parameters);
  let report = {};
  for (let s = 0; s < steps; s++) {
    const next = await estimator.step({
      ...stateOf(ensemble, reference),
      score: (x) => scoreOf(ensemble, x),
      stepSize: parameters.stepSize,
      drift: parameters.drift,
      draw: { key: ensemble.key, step: ensemble.steps + s, stream: Stream.noise },
    });
    position.assign(next.position);
    ensemble.gradientEvaluations += ensemble.count;
    watchDivergence(ensemble.memory, next);
    report = { ...next.report, stiffness: next.stiffness };
  }
  ensemble.solver = { ...report, ...(await reflect(ensemble, parameters)) };
}

function checkEnsemble(ensemble: Ensemble, parameters: Parameters): void {
  const { name, count, dimension } = ensemble;
  const reference = referenceOf(ensemble, parameters);
  const { estimator, drift } = parameters;
  if (count <= dimension) {
    throw new InputError(`ensemble ${name}: mirror-mckean-vlasov needs more than ${dimension} particles, got ${count}`);
  }
  if (estimator === 'monotone' && dimension > 1) {
    throw new InputError(`ensemble ${name}: the estimator monotone needs dimension 1, got ${dimension}`);
  }
  if (drift === 'score' && !reference.score) {
    throw new InputError(`ensemble ${name}: the drift score needs a reference with a density, got ${reference.type}`);
  }
}

/** At the start a law without a Brenier map is the user's mistake; later on it is a fault of the run. */
async function withInputErrors(ensemble: Ensemble, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`ensemble ${ensemble.name}: at the start ${error.message}`, { cause: error });
  }
}

/** Write the mirror coordinates. @returns how far their law is from the reference */
async function reflect(ensemble: Ensemble, parameters: Parameters): Promise<Ensemble['solver']> {
  const reference = referenceOf(ensemble, parameters);
  const image = await estimatorOf(ensemble, parameters).image(stateOf(ensemble, reference));
  const column = ensemble.columns.mirrorPosition!;
  column.assign(image.mirrorPosition);
  return { ...mirrorDistance(Float64Array.from(await column.pull()), reference), ...image.report };
}

/** A law takes time to build, and belongs to the parameters. */
const laws = new WeakMap<Parameters['reference'], ReferenceLaw>();

function referenceOf({ dimension }: Ensemble, { reference }: Parameters): ReferenceLaw {
  const known = laws.get(reference);
  if (known?.gaussian.dimension === dimension) return known;
  const law = referenceLaw(reference, dimension);
  laws.set(reference, law);
  return law;
}

const stateOf = ({ columns, memory }: Ensemble, reference: ReferenceLaw): MirrorState => ({
  position: columns.position.matrix,
  reference,
  memory,
});

const estimatorOf = (ensemble: Ensemble, parameters: Parameters): MirrorEstimator =>
  estimatorFor(parameters, {
    count: ensemble.count,
    dimension: ensemble.dimension,
    reference: referenceOf(ensemble, parameters),
  });

function scoreOf({ target }: Ensemble, x: Tensor2D): Tensor2D {
  const { logDensity, gradient } = score(target!, x);
  logDensity.dispose();
  return gradient;
}
