import { z } from 'zod';
import { InputError, RunError } from '../src/errors.ts';
import { keyOf } from '../src/random/index.ts';
import { pointsOf } from '../src/targets/index.ts';
import { Column } from '../src/tensor/index.ts';
import { entropicMap } from '../src/transport/index.ts';
import { type Context, defineMethod, type Ensemble } from '../src/world/index.ts';

const parameters = z.strictObject({
  stepSize: z.number().positive().default(1).describe('h, time units; the map is reached at time 1'),
  epsilon: z.number().positive().describe('ε of ½|x − y|² + ε KL'),
  noise: z
    .int()
    .positive()
    .optional()
    .describe('points of the initial measure drawn to find the map; default as many as particles'),
  tolerance: z.number().positive().default(1e-3).describe('L1 error of the marginals of the coupling'),
  maxIterations: z.int().positive().default(5000).describe('of the Sinkhorn solve'),
});
type Parameters = z.output<typeof parameters>;

/**
 * One-shot generation by a plain entropic map: T(y) = E[x | y] of the entropic plan between points of noise (the initial measure) and data, or
 * samples, of the target, continued to all of space by its potentials. The particles are new noise Y, kept in the column `mirrorPosition`, with no part in the plan; at time t they are at
 * (1 − t)Y + tT(Y), the displacement interpolation, and from t = 1 on at T(Y).
 *
 * T is biased by O(ε) towards the mean of the data. `solver` says how the one solve ended.
 */
export const entropicTransport = defineMethod({
  type: 'entropic-transport',
  component: 'EntropicTransport',
  title: 'Entropic map',
  source: 'Pooladian & Niles-Weed 2021, "Entropic estimation of optimal transport maps", arXiv 2109.12004',
  parameters,
  needs: { target: true, gradient: false, samples: true },
  stepSize: ({ stepSize }) => stepSize,
  async prepare({ ensemble, parameters }) {
    const { name, columns, count, dimension, memory, steps } = ensemble;
    // A particle moved by hand goes back to its path.
    if (memory.has('image')) return;
    if (steps > 0) {
      throw new InputError(
        `ensemble ${name}: entropic-transport must start from its initial measure, which it left ${steps} steps ago`,
      );
    }
    columns.mirrorPosition ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    columns.mirrorPosition.write((await columns.position.pull()).slice());
    memory.set('image', await imageOf(ensemble, parameters));
  },
  async advance({ ensemble: { columns, memory, time }, parameters }: Context<Parameters>, steps) {
    const noise = await columns.mirrorPosition!.pull();
    const image = memory.get('image')!;
    const share = Math.min(1, time + steps * parameters.stepSize);
    columns.position.write(Float32Array.from(noise, (value, i) => (1 - share) * value + share * image[i]!));
  },
});

/** T at the particles. */
async function imageOf(ensemble: Ensemble, parameters: Parameters): Promise<Float64Array> {
  const { columns, count, dimension, initial, key, target } = ensemble;
  const { noise: points = count, epsilon, tolerance, maxIterations } = parameters;
  const noise = { values: initial.sample!(points, keyOf(key.join(), 'noise')), dimension };
  const data = pointsOf(target!, key, count);
  const map = await entropicMap(noise, data, {
    epsilon,
    tolerance,
    maxIterations,
    ...(data.weights && { b: data.weights }),
  });
  const { converged, marginalError, iterations } = map;
  if (!converged) {
    throw new RunError(
      `epsilon: the entropic plan was not found at ${epsilon} (marginal error ${marginalError}); must be larger, or maxIterations`,
    );
  }
  ensemble.solver = { converged, marginalError, iterations, epsilon };
  return map({ values: await columns.position.pull(), dimension }).image;
}
