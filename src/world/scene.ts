import { z } from 'zod';
import { type FieldPath, firstLine, InputError } from '../errors.ts';
import { formatPath, formatValue, parse } from '../schema.ts';
import { buildTarget, type Target, type TargetSpec } from '../targets/index.ts';
import type { Goal } from './clock.ts';
import { addEnsemble } from './ensemble.ts';
import { checkMethod } from './method.ts';
import type { MethodSpec, World } from './model.ts';
import { createWorld, type WorldOptions } from './world.ts';

/** A measure in a scene: its spec, or the object itself where it is code (`custom`). */
export type Measure = TargetSpec | Target;

const isTarget = (value: unknown): value is Target =>
  typeof value === 'object' && value !== null && 'logDensity' in value && typeof value.logDensity === 'function';

const typed = z.looseObject({ type: z.string().min(1) });
const such = (example: string) => ({
  error: ({ input }: { input?: unknown }) => `must be a ${example}, got ${formatValue(input)}`,
});
const measure = z.custom<Measure>(
  (value) => isTarget(value) || typed.safeParse(value).success,
  such('target such as { "type": "gaussian", ... }'),
);
const method = z.custom<MethodSpec>(
  (value) => typed.safeParse(value).success,
  such('method such as { "type": "langevin", ... }'),
);

const duration = z
  .strictObject({
    steps: z.int().positive().optional().describe('steps of the method'),
    time: z.number().positive().optional().describe('physical time'),
    gradientEvaluations: z.number().positive().optional().describe('evaluations of ∇ log π per particle'),
  })
  .refine((goal) => Object.values(goal).some((limit) => limit !== undefined), {
    message: 'must have at least one of steps, time, gradientEvaluations',
  });

const name = z
  .string()
  .regex(/^[\w][\w .+-]*$/, 'must be letters, digits, spaces or . _ + -')
  .max(80);

const ensemble = z.strictObject({
  name,
  count: z.int().positive().optional(),
  dimension: z.int().positive().optional(),
  initial: measure.optional(),
  target: measure.optional(),
  method,
  duration: duration.optional(),
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
  duration,
  frames: z.int().min(1).max(10_000).default(24).describe('moments recorded, besides the start'),
  count: z.int().positive().optional().describe('particles of the ensembles that state none'),
  target: measure.optional().describe('target of the ensembles that state none'),
  initial: measure.optional().describe('start of the ensembles that state none'),
  ensembles: z.array(ensemble).min(1),
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
  target?: Measure;
  method: MethodSpec;
  duration: Goal;
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
  view?: Record<string, unknown>;
}

/**
 * Check a scene and fill in its defaults. The one address of an experiment: the CLI, the viewer, a test and a benchmark carry the same scene.
 * @throws InputError whose `path` leads to the field that is wrong
 */
export function defineScene(input: SceneInput): Scene {
  const { count, target, initial, ensembles, ...rest } = parse(schema, toData(input), 'scene');
  const names = ensembles.map((each) => each.name);
  const twice = names.findIndex((each, i) => names.indexOf(each) !== i);
  if (twice >= 0) fail(['ensembles', twice, 'name'], `must be unique, got ${formatValue(names[twice])} twice`);
  return {
    ...rest,
    ensembles: ensembles.map((each, i) => {
      const path = ['ensembles', i];
      const complete = {
        ...each,
        count: each.count ?? count ?? fail([...path, 'count'], 'is missing: the number of particles'),
        initial:
          each.initial ?? initial ?? fail([...path, 'initial'], 'is missing: the measure the particles start from'),
        duration: each.duration ?? rest.duration,
        ...((each.target ?? target) && { target: each.target ?? target }),
      };
      return checkEnsemble(complete, path);
    }),
  };
}

/** The scene as JSON data. @throws InputError when a target is code */
export function sceneToJson(scene: Scene): Record<string, unknown> {
  const custom = scene.ensembles.findIndex((each) => isTarget(each.target) || isTarget(each.initial));
  if (custom >= 0) fail(['ensembles', custom], 'has a custom target, which is code and cannot be written as JSON');
  return JSON.parse(JSON.stringify(scene));
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

/** The measure itself. @throws InputError */
export const measureOf = (value: Measure): Target => (isTarget(value) ? value : buildTarget(value));

function checkEnsemble(each: SceneEnsemble, path: FieldPath): SceneEnsemble {
  within([...path, 'initial'], () => measureOf(each.initial));
  if (each.target) within([...path, 'target'], () => measureOf(each.target!));
  const checked = within([...path, 'method'], () => checkMethod(each.method));
  const { definition } = checked.method;
  const { steps, time } = each.duration;
  if (!definition.needs.gradient && steps === undefined && time === undefined) {
    fail(
      [...path, 'duration'],
      `must have steps or time: ${definition.type} evaluates no gradient, so no budget of gradients ends it`,
    );
  }
  return { ...each, method: { type: definition.type, ...checked.parameters } };
}

/** Targets that are objects become their specs, so that a scene written with factories is the same data as one written in JSON. */
function toData(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toData);
  if (isTarget(value)) return value.spec.type === 'custom' ? value : toData(value.spec);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toData(inner)]));
}

/** Run `action`, and put the place in the scene before what it complains about. */
function within<T>(path: FieldPath, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${formatPath(path, 'scene')}: ${firstLine(error)}`, {
      path: [...path, ...error.path],
      cause: error,
    });
  }
}

function fail(path: FieldPath, message: string): never {
  throw new InputError(`${formatPath(path, 'scene')}: ${message}`, { path });
}
