import { z } from 'zod';
import type { FieldPath } from '../errors.ts';
import { formatValue, parse } from '../schema.ts';
import { type Change, changeSchema, checkChange, isEndless } from './change.ts';
import type { Goal } from './clock.ts';
import { addEnsemble, type Placement } from './ensemble.ts';
import { isTarget, type Measure, measure, measureOf } from './measure.ts';
import { checkMethod, methods, withStepSize } from './method.ts';
import { methodSpec } from './method-spec.ts';
import type { MethodSpec, World } from './model.ts';
import { fail, within } from './scene-path.ts';
import { countSites, type Sites, sitesSchema } from './sites.ts';
import { createWorld, type WorldOptions } from './world.ts';

/** How long an ensemble runs: the first limit that is reached ends it. */
export const durationSchema = z
  .strictObject({
    steps: z.int().positive().optional().describe('steps of the method'),
    time: z.number().positive().optional().describe('physical time'),
    gradientEvaluations: z.number().positive().optional().describe('evaluations of ∇ log π per particle'),
    densityEvaluations: z.number().positive().optional().describe('evaluations of log π per particle'),
  })
  .refine((goal) => Object.values(goal).some((limit) => limit !== undefined), {
    message: 'must have at least one of steps, time, gradientEvaluations, densityEvaluations',
  });

const name = z
  .string()
  .regex(/^[\w][\w .+-]*$/, 'must be letters, digits, spaces or . _ + -')
  .max(80);

const placement = z.enum(['random', 'quantiles']);

const ensemble = z.strictObject({
  name,
  count: z.int().positive().optional(),
  dimension: z.int().positive().optional(),
  initial: measure.optional(),
  placement: placement.optional(),
  sites: sitesSchema.optional().describe('places that stay and carry mass, for methods that move weights'),
  reference: name.optional().describe('the ensemble of this scene that the error is measured to'),
  target: measure.optional(),
  heldBack: measure
    .optional()
    .describe('data of the target that have no part in the run: the distance to them is measured'),
  method: methodSpec,
  duration: durationSchema.optional(),
});

const orderStudy = z.strictObject({
  name,
  expected: z.number().positive().describe('the order that theory promises'),
  method: methodSpec.describe('the scheme; its step size is set by the study'),
  against: methodSpec.describe('what it is compared with, at the same stepSize'),
  stepSizes: z.array(z.number().positive()).min(2),
  time: z.number().positive(),
  count: z.int().positive().optional(),
  initial: measure.optional(),
  placement: placement.optional(),
  sites: sitesSchema.optional(),
  target: measure.optional(),
});

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be kebab-case, such as ring-of-eight')
    .max(80),
  title: z.string().min(1),
  description: z.string().default(''),
  citation: z.string().default(''),
  seed: z.union([z.string(), z.number()]).transform(String).default('0'),
  duration: durationSchema,
  frames: z.int().min(1).max(10_000).default(24).describe('moments recorded, besides the start'),
  count: z.int().positive().optional().describe('particles of the ensembles that state none'),
  target: measure.optional().describe('target of the ensembles that state none'),
  initial: measure.optional().describe('start of the ensembles that state none'),
  placement: placement.optional().describe('of the ensembles that state none'),
  sites: sitesSchema.optional().describe('of the ensembles that state none and whose method moves weights'),
  ensembles: z.array(ensemble).min(1),
  changes: z.array(changeSchema).optional().describe('what is done to ensembles on their way'),
  orders: z.array(orderStudy).min(1).optional().describe('convergence studies'),
  view: z.record(z.string(), z.unknown()).optional().describe('how the viewer shows it'),
});

/** What a scene file holds. */
export type SceneInput = z.input<typeof schema>;

/** One ensemble of a checked scene. */
export interface SceneEnsemble {
  name: string;
  count: number;
  dimension?: number;
  initial: Measure;
  placement?: Placement;
  /** Places that stay and carry mass; only for methods that move weights. */
  sites?: Sites;
  /** The ensemble of the scene that stands for the exact law: the error is the distance to it. */
  reference?: string;
  target?: Measure;
  /** An empirical measure that has no part in the run: the distance of the particles to it is one of the metrics. */
  heldBack?: Measure;
  method: MethodSpec;
  duration: Goal;
}

/** A convergence study: how fast a method comes to another one as both steps shrink. */
export interface OrderStudy {
  name: string;
  expected: number;
  /** The scheme and what it is compared with; `stepSize` is that of the first entry of `stepSizes` until a study sets it. */
  method: MethodSpec;
  against: MethodSpec;
  stepSizes: number[];
  /** Physical time at which the two are compared. */
  time: number;
  count: number;
  initial: Measure;
  placement?: Placement;
  sites?: Sites;
  target?: Measure;
}

/** A checked scene: plain data with every default filled in, except for custom targets, which are code. */
export interface Scene {
  name: string;
  title: string;
  description: string;
  citation: string;
  seed: string;
  duration: Goal;
  frames: number;
  ensembles: SceneEnsemble[];
  /** What is done to ensembles on their way; in the order of `at`, and of the list where that is the same. */
  changes?: Change[];
  orders?: OrderStudy[];
  view?: Record<string, unknown>;
}

/**
 * Check a scene and fill in its defaults. The one address of an experiment: the CLI, the viewer, a test and a benchmark carry the same scene.
 * @throws InputError whose `path` leads to the field that is wrong
 */
export function defineScene(input: SceneInput): Scene {
  const {
    count,
    target,
    initial,
    placement,
    sites,
    ensembles: stated,
    changes,
    orders,
    ...rest
  } = parse(schema, toData(input), 'scene');
  const names = stated.map((each) => each.name);
  const twice = names.findIndex((each, i) => names.indexOf(each) !== i);
  if (twice >= 0) fail(['ensembles', twice, 'name'], `must be unique, got ${formatValue(names[twice])} twice`);
  /** What an ensemble or a study does not state itself, it takes from the scene. */
  const start = (each: Partial<Start>, type: unknown, path: FieldPath): Start => {
    const from =
      each.initial ?? initial ?? fail([...path, 'initial'], 'is missing: the measure the particles start from');
    const places = each.sites ?? (movesWeights(type) ? sites : undefined);
    const own = places && numberOfSites(places, each, from, path);
    return {
      count: own ?? each.count ?? count ?? fail([...path, 'count'], 'is missing: the number of particles'),
      initial: from,
      ...((each.placement ?? placement) && { placement: each.placement ?? placement }),
      ...(places && { sites: places }),
      ...((each.target ?? target) && { target: each.target ?? target }),
    };
  };
  const ensembles = checkReferences(
    stated.map((each, i) => {
      const path = ['ensembles', i];
      const duration = each.duration ?? rest.duration;
      return checkEnsemble({ ...each, duration, ...start(each, each.method.type, path) }, path);
    }),
  );
  return {
    ...rest,
    ensembles,
    ...(changes?.length && { changes: changes.map((each, i) => checkChange(each, ensembles, ['changes', i])) }),
    ...(orders && {
      orders: orders.map((each, i) => {
        const path = ['orders', i];
        return checkStudy({ ...each, ...start(each, each.method.type, path) }, path);
      }),
    }),
  };
}

type Start = Pick<SceneEnsemble, 'count' | 'initial' | 'placement' | 'sites' | 'target'>;

/** A scene may state sites once for the methods that have them. Which methods there are is checked later. */
const movesWeights = (type: unknown): boolean =>
  methods().some(({ definition }) => definition.type === type && definition.sites);

function numberOfSites(sites: Sites, { count }: Partial<Start>, initial: Measure, path: FieldPath): number | undefined {
  const { dimension } = within([...path, 'initial'], () => measureOf(initial));
  const own = within(path, () => countSites(sites, dimension));
  if (own !== undefined && count !== undefined && own !== count) {
    fail([...path, 'count'], `must be ${own}, the number of sites, got ${count}`);
  }
  return own;
}

/** The scene as JSON data. @throws InputError when a target is code */
export function sceneToJson(scene: Scene): Record<string, unknown> {
  const isCustom = (each: Start): boolean => [each.target, each.initial, each.sites].some(isTarget);
  for (const part of ['ensembles', 'orders'] as const) {
    const custom = scene[part]?.findIndex(isCustom) ?? -1;
    if (custom >= 0) fail([part, custom], 'has a custom target, which is code and cannot be written as JSON');
  }
  return JSON.parse(JSON.stringify(scene));
}

/** How many particles an ensemble of a scene has at the end, when no change of it fails. */
export function mostParticles(
  { ensembles, changes = [] }: Scene,
  { name, count }: { name: string; count: number },
): number {
  const start = ensembles.find((each) => each.name === name)?.count ?? count;
  return changes.reduce((sum, each) => sum + (each.ensemble === name && 'add' in each ? each.add.length : 0), start);
}

/** The world of a scene, its particles drawn. */
export async function buildWorld(scene: Scene, options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({ seed: scene.seed, ...options });
  scene.ensembles.forEach((each, i) => {
    within(['ensembles', i], () => {
      const { initial, target } = each;
      addEnsemble(world, { ...each, initial: measureOf(initial), target: target && measureOf(target) });
    });
  });
  return world;
}

function checkEnsemble(each: SceneEnsemble, path: FieldPath): SceneEnsemble {
  within([...path, 'initial'], () => measureOf(each.initial));
  if (each.target) within([...path, 'target'], () => measureOf(each.target!));
  checkHeldBack(each, path);
  const checked = within([...path, 'method'], () => checkMethod(each.method));
  const { type } = checked.method.definition;
  if (isEndless(checked, each.duration)) {
    fail(
      [...path, 'duration'],
      `must have steps or time: ${type} makes none of the evaluations that ${Object.keys(each.duration).join(', ')} limits`,
    );
  }
  return { ...each, method: { type, ...checked.parameters } };
}

function checkHeldBack({ heldBack, target, initial }: SceneEnsemble, path: FieldPath): void {
  if (!heldBack) return;
  const place = [...path, 'heldBack'];
  const { spec, name: got, dimension } = within(place, () => measureOf(heldBack));
  if (spec.type !== 'empirical') fail(place, `must be data, { "type": "empirical", ... }, got ${got}`);
  if (!target) fail(place, 'must be data of the target, and the ensemble has none');
  const wanted = measureOf(initial).dimension;
  if (dimension !== wanted) fail(place, `must have dimension ${wanted} like the initial measure, got ${dimension}`);
}

/** Every reference is another ensemble, in the same space. */
function checkReferences(ensembles: SceneEnsemble[]): SceneEnsemble[] {
  for (const [i, { name: own, reference, initial }] of ensembles.entries()) {
    if (reference === undefined) continue;
    const path = ['ensembles', i, 'reference'];
    const others = ensembles.filter((each) => each.name !== own);
    const other = others.find((each) => each.name === reference);
    if (!other) {
      const known = others.map((each) => each.name).join(', ') || 'none';
      fail(path, `must be another ensemble of the scene (${known}), got ${formatValue(reference)}`);
    }
    const [wanted, got] = [initial, other.initial].map((measured) => measureOf(measured).dimension);
    if (got !== wanted)
      fail(path, `must have dimension ${wanted} like this one, got ${got} of ${formatValue(reference)}`);
  }
  return ensembles;
}

function checkStudy(study: OrderStudy, path: FieldPath): OrderStudy {
  within([...path, 'initial'], () => measureOf(study.initial));
  if (study.target) within([...path, 'target'], () => measureOf(study.target!));
  const stepSize = study.stepSizes[0]!;
  const wrong = study.stepSizes.findIndex((size) => !isWhole(study.time / size));
  if (wrong >= 0) {
    fail([...path, 'stepSizes', wrong], `must divide the time ${study.time}, got ${study.stepSizes[wrong]}`);
  }
  const complete = (field: 'method' | 'against'): MethodSpec => {
    const { method: checked, parameters } = within([...path, field], () =>
      checkMethod(withStepSize(study[field], stepSize)),
    );
    return { type: checked.definition.type, ...parameters };
  };
  return { ...study, method: complete('method'), against: complete('against') };
}

const isWhole = (ratio: number): boolean => Math.abs(ratio - Math.round(ratio)) < 1e-6 && ratio > 0.5;

/** Targets that are objects become their specs, so that a scene written with factories is the same data as one written in JSON. */
function toData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toData);
  if (isTarget(value)) return value.spec.type === 'custom' ? value : toData(value.spec);
  // −0 is written as 0 in JSON, and would be other bits.
  if (value === 0) return 0;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toData(inner)]));
}
