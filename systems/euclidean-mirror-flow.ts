import { z } from 'zod';
import { InputError } from '../src/errors.ts';
import {
  euclideanFlow,
  euclideanMirrorStep,
  firstOutside,
  type Mirror,
  mapRows,
  mirrorOf,
  mirrorTypes,
  objectiveOf,
  objectiveSpecification,
} from '../src/mirror/index.ts';
import { formatValue } from '../src/schema.ts';
import { Column } from '../src/tensor/index.ts';
import { type Context, defineMethod, type Ensemble } from '../src/world/index.ts';

const mirror = z.string().superRefine((type, context) => {
  if (mirrorTypes().includes(type)) return;
  context.addIssue({
    code: 'custom',
    message: `must be one of ${mirrorTypes().join(', ')}, got ${formatValue(type)} (defineMirror adds your own)`,
  });
});

const parameters = z.strictObject({
  stepSize: z.number().positive().default(0.01).describe('ε, time units'),
  mirror: mirror.default('quadratic').describe('u: quadratic x²/2, quartic x⁴, reciprocal 1/x, entropy x log x'),
  objective: objectiveSpecification
    .default('target')
    .describe("F: 'target' is −log π, else quadratic or linear in float64, with no target"),
  form: z.enum(['mirror', 'primal']).default('mirror').describe('the coordinates that steps are straight in'),
  integrator: z
    .enum(['euler', 'runge-kutta'])
    .default('euler')
    .describe('one explicit step, or the flow itself by adaptive steps within ε'),
  tolerance: z.number().positive().default(1e-8).describe('of runge-kutta, relative to the spread of the coordinates'),
});
type Parameters = z.output<typeof parameters>;

/**
 * Every particle for itself follows the Euclidean mirror flow of F with a convex mirror u, d/dt ∇u(x) = −∇F(x), that is ẋ = −(∇²u(x))⁻¹∇F(x): the flow
 * whose analogue for laws `mirror-flow` is. `euler` in the form `mirror` is mirror descent, x ← ∇u*(∇u(x) − ε∇F(x)).
 *
 * Positions are kept in float64 beside the column; the column `mirrorPosition` is ∇u(x). `energy` is the mean of F. A particle that leaves the domain of u
 * stops the ensemble, naming the step. With `runge-kutta`, `solver.arrived` particles are at rest at a minimum.
 */
export const euclideanMirrorFlow = defineMethod({
  type: 'euclidean-mirror-flow',
  component: 'EuclideanMirrorFlow',
  title: 'Euclidean mirror flow',
  source: 'Nemirovski & Yudin 1983; Deb, Kim, Pal & Schiebinger 2023, arXiv 2307.16421, section 1',
  parameters,
  needs: ({ objective }) => ({ target: objective === 'target', gradient: objective === 'target', samples: false }),
  flow: 'euclidean-mirror',
  stepSize: ({ stepSize }) => stepSize,
  async prepare({ ensemble, parameters }) {
    const { columns, count, dimension } = ensemble;
    objectiveFor(ensemble, parameters);
    const mirror = mirrorOf(parameters.mirror);
    const points = await pointsOf(ensemble);
    checkInside(ensemble, mirror, points);
    columns.mirrorPosition ??= new Column(new Float32Array(count * dimension), [count, dimension]);
    columns.mirrorPosition.write(Float32Array.from(mapRows((x) => mirror.gradient(x), points, dimension)));
  },
  async advance(context, steps) {
    for (let s = 1; s <= steps; s++) await move(context, s);
  },
});

async function move({ ensemble, parameters }: Context<Parameters>, step: number): Promise<void> {
  const { dimension, columns, memory } = ensemble;
  const mirror = mirrorOf(parameters.mirror);
  const objective = objectiveFor(ensemble, parameters);
  const points = await pointsOf(ensemble);
  let next: Float64Array;
  let report: Ensemble['solver'] = { status: 'explicit' };
  if (parameters.integrator === 'euler') {
    const forces = memory.get('forces') ?? (await objective.at(points)).gradient;
    next = euclideanMirrorStep(mirror, points, forces, { ...parameters, dimension });
  } else {
    const scale = memory.get('scale')?.[0] ?? 0;
    const options = { ...parameters, duration: parameters.stepSize, scale };
    const { points: end, ...facts } = await euclideanFlow(mirror, objective, points, options);
    memory.set('scale', Float64Array.of(facts.scale));
    next = end;
    report = { status: facts.arrived === ensemble.count ? 'arrived' : 'flowing', ...facts };
  }
  const { value, gradient } = await objective.at(next);
  memory.set('points', next);
  memory.set('forces', gradient);
  columns.position.write(Float32Array.from(next));
  columns.mirrorPosition!.write(Float32Array.from(mapRows((x) => mirror.gradient(x), next, dimension)));
  ensemble.energy.push([ensemble.time + step * parameters.stepSize, value]);
  ensemble.solver = report;
}

/** F; the ensemble counts what it is asked. @throws InputError */
const objectiveFor = (ensemble: Ensemble, { objective }: Parameters): ReturnType<typeof objectiveOf> =>
  objectiveOf(objective, { dimension: ensemble.dimension, target: ensemble.target, count: ensemble });

/** The particles in float64: as the last step left them, unless one has been moved since. */
async function pointsOf({ columns, memory }: Ensemble): Promise<Float64Array> {
  const positions = await columns.position.pull();
  const points = memory.get('points');
  if (points?.every((value, at) => Math.fround(value) === positions[at])) return points;
  memory.delete('points');
  memory.delete('forces');
  return Float64Array.from(positions);
}

function checkInside({ dimension }: Ensemble, mirror: Mirror, points: Float64Array): void {
  const row = firstOutside(mirror, points, dimension);
  if (row === undefined) return;
  const place = Array.from(points.subarray(row * dimension, (row + 1) * dimension));
  throw new InputError(
    `initial: particle ${row} at [${place}] is outside the domain of the mirror ${mirror.type}: it ${mirror.rule}`,
  );
}
