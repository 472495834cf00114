import { z } from 'zod';
import { InputError } from '../src/errors.ts';
import {
  defaultResolution,
  MONGE_AMPERE_DISCRETISATIONS,
  type MongeAmpereProblem,
  mongeAmpereSolver,
  type TransportMap,
} from '../src/monge-ampere/index.ts';
import { buildTarget, type Target, type TargetSpec } from '../src/targets/index.ts';
import { Column } from '../src/tensor/index.ts';
import { type Context, defineMethod, type Ensemble } from '../src/world/index.ts';

const parameters = z.strictObject({
  stepSize: z
    .number()
    .positive()
    .default(0.05)
    .describe('h, physical time of a step; inner steps keep any size stable'),
  discretisation: z
    .enum(MONGE_AMPERE_DISCRETISATIONS)
    .describe('gaussian: closed form; interval, torus: d = 1; grid: d = 2; samples: any d, the target known by data'),
  // A target serves as well as its data.
  reference: z
    .preprocess((value) => (value as Partial<Target> | undefined)?.spec ?? value, z.looseObject({ type: z.string() }))
    .optional()
    .describe('e^{−g}, the law of the noise; default the initial measure, whose map T₀ is the identity'),
  resolution: z
    .int()
    .min(8)
    .max(65_536)
    .optional()
    .describe('nodes along an axis, default 1025, 128 (torus) or 65 (grid); samples of a target that is not data'),
  noise: z
    .int()
    .positive()
    .optional()
    .describe(
      'of samples: so many points of the reference are drawn to find the map; default the particles themselves',
    ),
  tolerance: z
    .number()
    .positive()
    .default(1e-5)
    .describe('largest error of an inner step in time, relative to the spread of the reference'),
  epsilon: z
    .number()
    .positive()
    .optional()
    .describe(
      'of samples: ε of ½|x − y|² + ε KL, the physical time of an iteration; stepSize is a multiple of it, and the default',
    ),
});
type Parameters = z.output<typeof parameters>;

/**
 * One-shot generation by the parabolic Monge-Ampère equation in its dual form, ∂_t φ* = g(y) − f(∇φ*) + log det ∇²φ*: T_t = ∇φ_t* maps noise of law e^{−g} to
 * samples of ρ_t, which follows the Wasserstein mirror flow of KL(ρ | e^{−f}) with the mirror ½W₂²(·, e^{−g}) from ρ₀ to e^{−f}, and T_t goes to the Brenier
 * map. A particle is a point of noise Y, kept in the column `mirrorPosition`, at X_t = T_t(Y); `mongeAmpereMap` gives T_t for new noise.
 * With `discretisation` samples and `noise`, the particles themselves are new noise: the map is found without them.
 *
 * `energy` is KL(ρ_t | e^{−f}), up to the constant of a density that is not normalised. `solver` has the `residual` ‖∂_t T‖ over the reference (with `samples`
 * the L1 distance of ρ_t to the data), `status` 'stationary' where that is next to nothing, else 'flowing', the `innerSteps` and `rejected` ones, the smallest
 * slope or determinant of ∇T, and the `resolution`. `targetMass` is ∫ e^{−f} over the image of the grid: of a normalised density it is 1 as long as the image
 * covers the target and T does not jump within a cell. A particle moved by hand gets the noise that the map sends there, where there is such a noise.
 */
export const mongeAmpere = defineMethod({
  type: 'monge-ampere',
  component: 'MongeAmpere',
  title: 'Parabolic Monge-Ampère flow',
  source:
    'Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421, section 3; Kim, Pal & Schiebinger 2025, arXiv 2504.09279',
  parameters,
  needs: ({ discretisation }) => ({ target: true, gradient: false, samples: discretisation === 'samples' }),
  flow: 'mirror-from-reference',
  stepSize: ({ stepSize }) => stepSize,
  async prepare({ ensemble, parameters }) {
    const { name, count, dimension, columns, memory, steps } = ensemble;
    const solver = mongeAmpereSolver(parameters.discretisation);
    if (memory.size > 0) return followEdits(ensemble, parameters);
    if (steps > 0) {
      throw new InputError(
        `ensemble ${name}: monge-ampere must start from its initial measure, which it left ${steps} steps ago`,
      );
    }
    const problem = await problemOf(ensemble, parameters);
    await solver.start(problem, memory);
    const noise = solver.map(problem, memory).inverse(Float64Array.from(await columns.position.pull()));
    columns.mirrorPosition ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    columns.mirrorPosition.write(Float32Array.from(noise));
  },
  async advance({ ensemble, parameters }: Context<Parameters>, steps) {
    const { memory, columns } = ensemble;
    const solver = mongeAmpereSolver(parameters.discretisation);
    const problem = await problemOf(ensemble, parameters);
    for (let s = 1; s <= steps; s++) {
      const { energy, solver: report } = await solver.advance(problem, memory);
      ensemble.energy.push([ensemble.time + s * parameters.stepSize, energy]);
      ensemble.solver = report;
    }
    columns.position.write(Float32Array.from(solver.map(problem, memory).image(problem.noise)));
  },
});

/** T_t of an ensemble that is moved by `mongeAmpere`, as it is now. @throws InputError for another ensemble, or one that was not prepared yet */
export async function mongeAmpereMap(ensemble: Ensemble): Promise<TransportMap> {
  const { type, ...given } = ensemble.method;
  if (type !== 'monge-ampere' || ensemble.memory.size === 0) {
    throw new InputError(
      `ensemble ${ensemble.name}: must have taken a step of monge-ampere to have its map, is of ${type}`,
    );
  }
  const { discretisation, ...rest } = given as Parameters;
  return mongeAmpereSolver(discretisation).map(await problemOf(ensemble, { discretisation, ...rest }), ensemble.memory);
}

/** Give the particles that were moved by hand the noise of where they are now. */
async function followEdits(ensemble: Ensemble, parameters: Parameters): Promise<void> {
  const { columns, dimension, memory } = ensemble;
  const problem = await problemOf(ensemble, parameters);
  const map = mongeAmpereSolver(parameters.discretisation).map(problem, memory);
  const places = await columns.position.pull();
  const images = Float32Array.from(map.image(problem.noise));
  const noise = problem.noise.slice();
  for (let start = 0; start < places.length; start += dimension) {
    const place = places.subarray(start, start + dimension);
    if (place.every((value, k) => value === images[start + k])) continue;
    const found = map.inverse(Float64Array.from(place));
    if (found.every(Number.isFinite)) noise.set(found, start);
  }
  columns.mirrorPosition!.write(Float32Array.from(noise));
}

async function problemOf(ensemble: Ensemble, parameters: Parameters): Promise<MongeAmpereProblem> {
  const { count, dimension, target, initial, columns, key } = ensemble;
  const { stepSize, discretisation, tolerance, epsilon = stepSize, noise: samples } = parameters;
  const spec = parameters.reference as TargetSpec | undefined;
  const reference = spec ? buildTarget(spec, { where: 'monge-ampere.reference', path: ['reference'] }) : initial;
  if (reference.dimension !== dimension) {
    throw new InputError(`reference: must have dimension ${dimension}, got ${reference.dimension}`);
  }
  const resolution = parameters.resolution ?? defaultResolution(discretisation, count);
  const noise = Float64Array.from(await (columns.mirrorPosition ?? columns.position).pull());
  const measures = { target: target!, reference, initial };
  return { ...measures, stepSize, resolution, tolerance, epsilon, key, noise, samples, count: ensemble };
}
