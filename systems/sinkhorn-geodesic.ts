import { z } from 'zod';
import { kernelOf, massesAt, massesOf, setLaw } from '../src/discretisation/index.ts';
import {
  displacementPath,
  distanceBounds,
  geodesicBetween,
  lawAt,
  mixturePath,
  pathAction,
  pathLength,
} from '../src/sinkhorn-geometry/index.ts';
import { lawOfMasses, type SiteKernel, type SiteLaw } from '../src/sites/index.ts';
import { type Context, defineMethod } from '../src/world/index.ts';

const parameters = z.strictObject({
  stepSize: z.number().positive().max(1).default(0.05).describe('part of the path that a step goes, 0 to 1'),
  epsilon: z.number().positive().default(0.1).describe('ε of |x − y|² + ε KL(π | μ⊗ν), cost without ½'),
  path: z
    .enum(['geodesic', 'mixture', 'displacement'])
    .default('geodesic')
    .describe(
      'mixture: mass vanishes here and appears there; displacement: it moves along an optimal plan; geodesic: the shortest',
    ),
  segments: z.int().positive().max(1024).default(16).describe('great-circle arcs that the path is made of'),
  tolerance: z
    .number()
    .positive()
    .default(1e-4)
    .describe(
      'of the geodesic: gradient of the action relative to the length of the first path and the extent of the sites',
    ),
});

type Parameters = z.output<typeof parameters>;

/**
 * A path from the law of an ensemble to the target, as masses on the sites: the geodesic of the Sinkhorn divergence, or one of the two paths it is compared
 * with. The time is the parameter of the path, 0 to 1; after 1 the law stays at the target. The target is its density at the sites, normalised; the
 * points of an empirical one belong to the nearest sites.
 *
 * The path is found before the first step, in float64 on the CPU. `solver.length` and `solver.action` are those of the whole path in the metric
 * g = (ε/2)⟨μ̇, (I − K²)⁻¹Hμ̇⟩ of the cost |x − y|², in the units of the sites, of second order in 1/`segments`; `solver.lowerBound` is what no path is
 * shorter than. `solver.status` of a geodesic is `converged` when the gradient came down to the tolerance; the other paths are `given`.
 */
export const sinkhornGeodesic = defineMethod({
  type: 'sinkhorn-geodesic',
  component: 'SinkhornGeodesic',
  title: 'Path in the Sinkhorn geometry',
  source: 'Lavenant, Luckhardt, Mordant, Schmitzer & Tamanini 2024 (arXiv 2405.04987), d_S',
  parameters,
  needs: { target: true, gradient: false, samples: false },
  sites: true,
  stepSize: ({ stepSize }) => stepSize,
  prepare,
  advance,
});

async function prepare({ ensemble, parameters }: Context<Parameters>): Promise<void> {
  const { memory, target, steps } = ensemble;
  const kernel = await kernelOf(ensemble, parameters.epsilon);
  const start = await lawOfMasses(kernel, await massesOf(ensemble));
  const end = await lawOfMasses(kernel, await massesAt(ensemble, target!, 'target'));
  ensemble.densityEvaluations += ensemble.count;
  const { laws, ...figures } = await pathBetween(kernel, start, end, parameters);
  memory.set('path', Float64Array.from(laws.flatMap(({ coefficients }) => [...coefficients])));
  memory.set('stepsBefore', Float64Array.of(steps));
  setLaw(ensemble, start);
  const { lower } = await distanceBounds(kernel, start, end);
  ensemble.solver = { ...figures, lowerBound: lower, cost: 'squared', t: 0 };
}

async function advance({ ensemble, parameters }: Context<Parameters>, steps: number): Promise<void> {
  const { memory, count } = ensemble;
  const kernel = await kernelOf(ensemble, parameters.epsilon);
  const taken = ensemble.steps + steps - memory.get('stepsBefore')![0]!;
  const t = Math.min(1, taken * parameters.stepSize);
  const path = memory.get('path')!;
  const laws = Array.from({ length: path.length / count }, (_, s) => path.subarray(s * count, (s + 1) * count));
  setLaw(ensemble, await lawAt(kernel, laws, t));
  ensemble.solver = { ...ensemble.solver, t };
}

interface PathFigures {
  laws: readonly SiteLaw[];
  length: number;
  action: number;
  status: string;
  iterations: number;
}

async function pathBetween(
  kernel: SiteKernel,
  start: SiteLaw,
  end: SiteLaw,
  { path, segments, tolerance }: Parameters,
): Promise<PathFigures> {
  if (path === 'geodesic') return geodesicBetween(kernel, start, end, { segments, tolerance });
  const between = path === 'mixture' ? mixturePath : displacementPath;
  const laws = await between(kernel, start, end, segments);
  return {
    laws,
    length: await pathLength(kernel, laws),
    action: await pathAction(kernel, laws),
    status: 'given',
    iterations: 0,
  };
}
