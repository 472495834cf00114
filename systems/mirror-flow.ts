import { z } from 'zod';
import { quadraticFault } from '../src/bures/index.ts';
import { type EnergySpecification, energySpecification, needsTarget } from '../src/energies/index.ts';
import { InputError } from '../src/errors.ts';
import {
  MIRROR_SCHEMES,
  type MirrorProblem,
  type MirrorSchemeName,
  type MirrorStepOptions,
  mirrorField,
  mirrorFlowStep,
  mirrorImages,
  ratesOf,
  referenceLaw,
  referenceSpecification,
} from '../src/mirror/index.ts';
import { Column } from '../src/tensor/index.ts';
import { type Context, defineMethod, type Ensemble } from '../src/world/index.ts';

const parameters = z.strictObject({
  stepSize: z.number().positive().default(0.01).describe('h, physical time of a step'),
  energy: energySpecification
    .default('kl')
    .describe("'kl' is KL(ρ | π); else a sum of potential, entropy and interaction terms"),
  reference: referenceSpecification
    .default({ type: 'gaussian' })
    .describe('e^{−g}: gaussian (default N(0, I)), uniform (a box), or a target with known quantiles or samples'),
  scheme: z
    .enum(['auto', ...MIRROR_SCHEMES])
    .default('auto')
    .describe('of ∇²u and the entropy; auto: spacings on the line, bures between Gaussians, else sinkhorn'),
  score: z
    .enum(['auto', 'gaussian', 'kernel'])
    .default('auto')
    .describe('of bures: gaussian is exact for Gaussian laws, and auto there; kernel is a kernel density'),
  bandwidth: z.number().positive().default(1).describe('of kernels, in units of the rule of Silverman'),
  epsilon: z.number().positive().default(0.2).describe('of sinkhorn, in units of the spreads of law × reference'),
  integrator: z
    .enum(['auto', 'euler', 'extrapolated', 'runge-kutta'])
    .default('auto')
    .describe('order 1, order 2, or adaptive; auto: extrapolated with spacings, runge-kutta with bures, else euler'),
  tolerance: z.number().positive().default(1e-7).describe('of runge-kutta, relative to the spread of the cloud'),
});
type Parameters = z.output<typeof parameters>;

/**
 * The Wasserstein mirror flow of an energy J with the mirror ½W₂²(·, e^{−g}): ∂ρ/∂t = ∇·(ρ(∇²u_t)⁻¹∇δJ/δρ) with u_t the Brenier potential from ρ_t to the
 * reference e^{−g}, (∇u_t)#ρ_t = e^{−g}. Particles of equal mass follow v = −(∇²u_t)⁻¹∇δJ/δρ without noise; along them the mirror image Y = ∇u_t(X_t), in
 * the column `mirrorPosition`, stays as it is. Positions are kept in float64 beside the column.
 *
 * Schemes, see src/mirror/flow: `spacings` (d = 1, the default there), `bures` (exact between Gaussians), `kde` (d = 1) and `sinkhorn` (O(n²)).
 *
 * `energy` is J. `solver` has, at the end of the step, the `dissipationRate` −dJ/dt = ∫⟨v, ∇²u v⟩ρ and the LOT metric derivative `speed` = ‖v‖ in L²(ρ), and of
 * the step itself `lotSpeed` = LOT(ρ_{t+h}, ρ_t)/h, which tends to it.
 */
export const mirrorFlow = defineMethod({
  type: 'mirror-flow',
  component: 'MirrorFlow',
  title: 'Wasserstein mirror flow',
  source: 'Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421, sections 2 and 3',
  parameters,
  needs: ({ energy }) => ({ target: needsTarget(energy), gradient: needsTarget(energy), samples: false }),
  flow: 'mirror',
  stepSize: ({ stepSize }) => stepSize,
  async prepare({ ensemble, parameters }) {
    const { columns, count, dimension } = ensemble;
    checkEnsemble(ensemble, parameters);
    const images = await withInputErrors(async () =>
      mirrorImages(await pointsOf(ensemble), problemOf(ensemble, parameters)),
    );
    columns.mirrorPosition ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    columns.mirrorPosition.write(Float32Array.from(images));
  },
  async advance(context, steps) {
    for (let s = 1; s <= steps; s++) await move(context, s);
  },
});

async function move({ ensemble, parameters }: Context<Parameters>, step: number): Promise<void> {
  const { dimension, memory, columns } = ensemble;
  const problem = problemOf(ensemble, parameters);
  const points = await pointsOf(ensemble);
  const options = optionsOf(parameters, problem.scheme);
  const moved = await mirrorFlowStep(points, problem, options, memory.get('velocity'));
  const after = await mirrorField(moved.points, problem);
  const squared = moved.points.reduce((sum, place, at) => sum + (place - points[at]!) ** 2, 0);
  memory.set('points', moved.points);
  memory.set('velocity', after.velocity);
  columns.position.write(Float32Array.from(moved.points));
  columns.mirrorPosition!.write(Float32Array.from(after.images));
  ensemble.energy.push([ensemble.time + step * parameters.stepSize, after.energy]);
  ensemble.solver = {
    scheme: problem.scheme,
    ...ratesOf(after, dimension),
    lotSpeed: Math.sqrt(squared / ensemble.count) / parameters.stepSize,
    ...moved.report,
    ...after.report,
  };
}

function problemOf(ensemble: Ensemble, parameters: Parameters): MirrorProblem {
  const { dimension, target, memory } = ensemble;
  const { energy, bandwidth, epsilon } = parameters;
  return {
    ...{ dimension, target, memory, energy, bandwidth, epsilon, count: ensemble },
    reference: referenceLaw(parameters.reference, dimension),
    scheme: schemeOf(ensemble, parameters),
    score: scoreOf(ensemble, parameters),
  };
}

/** Whether the law stays Gaussian. */
const isGaussian = ({ initial, target }: Ensemble, energy: EnergySpecification): boolean =>
  initial.spec.type === 'gaussian' && quadraticFault(energy, target) === undefined;

function schemeOf(ensemble: Ensemble, { scheme, energy, reference }: Parameters): MirrorSchemeName {
  if (scheme !== 'auto') return scheme;
  if (ensemble.dimension === 1) return 'spacings';
  return isGaussian(ensemble, energy) && reference.type === 'gaussian' ? 'bures' : 'sinkhorn';
}

function scoreOf(ensemble: Ensemble, { score, energy }: Parameters): MirrorProblem['score'] {
  if (score !== 'auto') return score;
  return isGaussian(ensemble, energy) ? 'gaussian' : 'kernel';
}

const INTEGRATORS = { spacings: 'extrapolated', bures: 'runge-kutta', kde: 'euler', sinkhorn: 'euler' } as const;

function optionsOf(parameters: Parameters, scheme: MirrorSchemeName): MirrorStepOptions {
  const { stepSize, integrator, tolerance } = parameters;
  return { stepSize, tolerance, integrator: integrator === 'auto' ? INTEGRATORS[scheme] : integrator };
}

/** @throws InputError naming the parameter that does not go with the ensemble */
function checkEnsemble(ensemble: Ensemble, parameters: Parameters): void {
  const { count, dimension, columns } = ensemble;
  const fail = (message: string): never => {
    throw new InputError(message);
  };
  const { reference, scheme } = problemOf(ensemble, parameters);
  const onLine = scheme === 'spacings' || scheme === 'kde';
  if (columns.weight) fail('weight: mirror-flow moves particles of equal mass, and these have weights');
  if (count <= dimension + 1) fail(`count: mirror-flow needs more than ${dimension + 1} particles, got ${count}`);
  if (onLine && dimension > 1) fail(`scheme: ${scheme} needs dimension 1, got ${dimension} (use bures or sinkhorn)`);
  if (onLine && !reference.quantile) fail(`reference: ${scheme} needs known quantiles, ${reference.type} has none`);
  if (scheme === 'kde' && !reference.score) fail(`reference: kde needs a density, ${reference.type} has none`);
  if (scheme === 'sinkhorn' && !reference.points) fail(`reference: sinkhorn needs samples, ${reference.type} has none`);
  if (scheme === 'spacings' && parameters.integrator === 'runge-kutta') {
    fail('integrator: spacings are too stiff for runge-kutta, must be auto, euler or extrapolated');
  }
}

/** At the start a law without a mirror map is the user's mistake; later on it is a fault of the run. */
async function withInputErrors<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(`initial: ${error.message}`, { cause: error });
  }
}

/** The particles in float64: as the last step left them, unless one has been moved since. */
async function pointsOf({ columns, memory }: Ensemble): Promise<Float64Array> {
  const positions = await columns.position.pull();
  const points = memory.get('points');
  if (points?.every((value, at) => Math.fround(value) === positions[at])) return points;
  memory.delete('velocity');
  return Float64Array.from(positions);
}
