import { z } from 'zod';
import { InputError } from '../src/errors.ts';
import {
  type FlowSetting,
  INITIALISATIONS,
  IPFP_DISCRETISATIONS,
  type Particles,
  sinkhornFlow,
} from '../src/ipfp/index.ts';
import { buildTarget, type Target, type TargetSpec } from '../src/targets/index.ts';
import { Column } from '../src/tensor/index.ts';
import { type Context, defineMethod, type Ensemble } from '../src/world/index.ts';

const parameters = z.strictObject({
  epsilon: z.number().positive().default(0.1).describe('ε of ½|x − y|² + ε KL, and physical time of an iteration'),
  discretisation: z
    .enum(IPFP_DISCRETISATIONS)
    .default('samples')
    .describe('exact moments of Gaussians, densities on a grid, or weighted samples of the target'),
  initialisation: z
    .enum(INITIALISATIONS)
    .default('half-log')
    .describe(
      'plain φ₀ and slides φ₀ + ε(½f + log ρ₀) are of order 1, half-log φ₀ + (ε/2)log ρ₀ and entropic u_ε of order 2',
    ),
  // A target serves as well as its data.
  reference: z
    .preprocess((value) => (value as Partial<Target> | undefined)?.spec ?? value, z.looseObject({ type: z.string() }))
    .optional()
    .describe('e^{−g}, any measure; default the standard Gaussian'),
  resolution: z
    .int()
    .positive()
    .optional()
    .describe('points of the reference: nodes an axis, or samples; default as many as the target has'),
});
type Parameters = z.output<typeof parameters>;

/**
 * The Sinkhorn flow: the iterates of iterative proportional fitting between e^{−f} (the target) and e^{−g} (the reference), which at k = t/ε
 * follow the Wasserstein mirror flow of KL(· | e^{−f}) with the mirror ½W₂²(·, e^{−g}), and their potentials the parabolic Monge-Ampère
 * equation. One step is one iteration, ψ from φ_{k−1} and φ_k from ψ; the law is the X-marginal exp((φ_k − φ_{k−1})/ε) e^{−f}.
 *
 * - `gaussian`: the exact recursion; a particle is the image of one point of the reference under the optimal maps to the laws.
 * - `grid`: densities. The particles are the nodes of a grid, count = n^d: they stay, and the column `weight` moves. Nodes may be √ε apart (1-D
 *   mixture: moments to 4e-8 at .97 √ε), but where the modes of the target lie far apart the plan is narrower than √ε: compare with a finer grid.
 * - `samples`: the particles are samples of the target (or data), with weights that move.
 *
 * How φ₀^ε is chosen decides the order: see `Initialisation`. `energy` is KL(ρ_k | e^{−f}). `solver` has how far the X-marginal is from e^{−f}
 * (`marginalError` in L1, of Gaussians `marginalDistance` in W₂), `status` 'converged' where that is below 1e-9, and `effectiveSampleSize`,
 * the effective part of the samples.
 */
export const ipfp = defineMethod({
  type: 'ipfp',
  component: 'Ipfp',
  title: 'Sinkhorn flow (IPFP)',
  source: 'Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421; (ε/2)log ρ₀: second order, measured here',
  parameters,
  needs: ({ discretisation }) => ({ target: true, gradient: false, samples: discretisation === 'samples' }),
  flow: 'mirror',
  stepParameter: 'epsilon',
  stepSize: ({ epsilon }) => epsilon,
  async prepare({ ensemble, parameters }) {
    const flow = sinkhornFlow(parameters.discretisation);
    const placed = await flow.prepare(settingOf(ensemble, parameters), await particlesOf(ensemble));
    if (!placed) return;
    ensemble.columns.position.write(placed.values);
    if (placed.weights) setWeights(ensemble, placed.weights);
  },
  async advance(context, steps) {
    for (let s = 1; s <= steps; s++) await iterate(context, s);
  },
});

async function iterate({ ensemble, parameters }: Context<Parameters>, s: number): Promise<void> {
  const { epsilon, discretisation, initialisation } = parameters;
  const flow = sinkhornFlow(discretisation);
  const next = await flow.step(settingOf(ensemble, parameters), await particlesOf(ensemble));
  if (next.values) ensemble.columns.position.write(next.values);
  if (next.weights) setWeights(ensemble, Float32Array.from(next.weights));
  ensemble.energy.push([ensemble.time + s * epsilon, next.divergence]);
  ensemble.solver = { ...next.report, initialisation };
}

function settingOf(ensemble: Ensemble, parameters: Parameters): FlowSetting {
  const { count, dimension, target, initial, key, memory, steps } = ensemble;
  const { epsilon, initialisation, resolution } = parameters;
  const spec = (parameters.reference ?? { type: 'gaussian', dimension }) as TargetSpec;
  const reference = buildTarget(spec, { where: 'ipfp.reference', path: ['reference'] });
  if (reference.dimension !== dimension) {
    throw new InputError(`reference: must have dimension ${dimension}, got ${reference.dimension}`);
  }
  const evaluated = (points: number): void => {
    ensemble.densityEvaluations += points;
  };
  const measures = { target: target!, reference, initial };
  return { count, dimension, ...measures, epsilon, initialisation, resolution, key, steps, memory, evaluated };
}

async function particlesOf({ columns }: Ensemble): Promise<Particles> {
  const values = await columns.position.pull();
  return columns.weight ? { values, weights: await columns.weight.pull() } : { values };
}

function setWeights({ columns, count }: Ensemble, weights: Float32Array): void {
  if (columns.weight) columns.weight.write(weights);
  else columns.weight = new Column(weights, [count]);
}
