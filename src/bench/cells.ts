import { power } from '../elementary/index.ts';
import { firstLine, InputError } from '../errors.ts';
import { failAtField, formatPath, withinField } from '../schema.ts';
import type { Cell } from '../sweep/index.ts';
import { buildTarget, type Target, type TargetSpec } from '../targets/index.ts';
import type { BackendName } from '../tensor/index.ts';
import { checkMethod, defineScene, type Goal, type MethodSpec, needsOf, type SceneInput } from '../world/index.ts';
import type { CellParameters } from './parameters.ts';
import {
  defineSuite,
  requireUnique,
  type Suite,
  type SuiteInput,
  type SuiteMethod,
  type SuiteTarget,
} from './suite.ts';
import { variantsOf } from './variants.ts';

/** What a suite comes to: its cells, and the combinations that there are none of. */
export interface Plan {
  suite: Suite;
  cells: Cell[];
  omitted: Omission[];
}

/** A method that is not run on a target, and why. */
export interface Omission {
  target: string;
  method: string;
  reason: string;
}

/** The one ensemble of a cell: the same name in all, so that every method starts from the same draws. */
const ENSEMBLE = 'particles';
/** Moments of measurement, in parts of the duration. */
const MOMENTS = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];

/**
 * Every combination of a target, a method and a replicate as a cell, replicates outermost: what is cut off early has all of the first ones.
 * @throws InputError naming the field of the suite that is wrong
 */
export function planOf(input: SuiteInput, { backend = 'wasm' }: { backend?: BackendName } = {}): Plan {
  const suite = defineSuite(input);
  const methods = suite.methods.flatMap((entry, at) =>
    variantsOf(entry as SuiteMethod, ['methods', at]).map((method) => ({ ...method, at })),
  );
  requireUnique(methods, 'methods');
  const targets = suite.targets.map((entry, at) => checkedTarget(entry as SuiteTarget, at));
  const omitted: Omission[] = [];
  const pairs = targets.flatMap(({ entry, target }) =>
    methods.flatMap((method) => {
      const reason = reasonToOmit(method, entry, target);
      if (reason) omitted.push({ target: entry.name, method: method.name, reason });
      return reason ? [] : [{ entry, method }];
    }),
  );
  if (pairs.length === 0) {
    const [{ target, method, reason }] = omitted as [Omission];
    failAtField(
      'suite',
      ['methods'],
      `must have one that can run on a target, got none (${method} on ${target}: ${reason})`,
    );
  }
  // Checked once a pair: replicates differ in their seed alone.
  for (const { entry, method } of pairs)
    inSuite(entry.at, method.at, () => defineScene(sceneOf(suite, entry, method, 0)));
  const replicates = Array.from({ length: suite.replicates }, (_, replicate) => replicate);
  const cells = replicates.flatMap((replicate) =>
    pairs.map(({ entry, method }) => ({
      name: `${entry.name}/${method.name}/${replicate}`,
      scene: sceneOf(suite, entry, method, replicate),
      parameters: { backend, warmup: suite.warmup, moments: MOMENTS } satisfies CellParameters,
    })),
  );
  return { suite, cells, omitted };
}

/** @throws InputError where the target, or what particles are drawn from, is none, or the two do not fit */
function checkedTarget(entry: SuiteTarget, at: number): { entry: SuiteTarget & { at: number }; target: Target } {
  const build = (field: 'target' | 'initial'): Target =>
    withinField('suite', ['targets', at, field], () => buildTarget(entry[field] as TargetSpec));
  const [target, initial] = [build('target'), build('initial')];
  if (initial.dimension !== target.dimension)
    failAtField(
      'suite',
      ['targets', at, 'initial'],
      `must have dimension ${target.dimension} like the target, got ${initial.dimension}`,
    );
  return { entry: { ...entry, at }, target };
}

/** What is wrong with the scene of a pair is wrong with its target or its method, where the suite states it. */
function inSuite(target: number, method: number, action: () => unknown): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [, , field, ...rest] = error.path;
    const own = field === 'method' || field === 'scale' ? ['methods', method] : ['targets', target];
    const path = field === undefined ? own : [...own, field, ...rest];
    const message = firstLine(error).replace(/^scene[\w.[\]]*: /, '');
    throw new InputError(`${formatPath(path, 'suite')}: ${message}`, { path, cause: error });
  }
}

function reasonToOmit(method: SuiteMethod, entry: SuiteTarget, target: Target): string | undefined {
  const { maxDimension = Number.POSITIVE_INFINITY, targets } = method;
  if (targets && !targets.includes(entry.name)) return 'not among its targets';
  if (target.dimension > maxDimension) return `for up to ${maxDimension} dimension${maxDimension === 1 ? '' : 's'}`;
  const needs = needsOf(checkMethod(method.method));
  if (needs.samples && !target.sample) return 'needs exact samples';
  if ((needs.gradient || needs.density) && target.spec.type === 'empirical') return 'needs a density';
  return undefined;
}

function sceneOf(suite: Suite, entry: SuiteTarget, method: SuiteMethod, replicate: number): SceneInput {
  const budget = entry.budget ?? suite.budget;
  const spec = inUnits(method, entry.lengthScale);
  return {
    name: 'cell',
    title: `${method.name} on ${entry.name}`,
    // Replicates of all methods and targets share seeds: what is compared starts from the same draws.
    seed: `${suite.seed}/${replicate}`,
    duration: method.duration ?? budgetOf(spec, budget),
    frames: 1,
    count: method.count ?? entry.count ?? suite.count,
    target: entry.target,
    initial: entry.initial,
    ensembles: [{ name: ENSEMBLE, method: withWarmup(spec, Math.round(suite.warmup * budget)) }],
  };
}

/** A budget of what the method evaluates: gradients, else densities, else as many steps. */
function budgetOf(spec: MethodSpec, budget: number): Goal {
  const { gradient, density } = needsOf(checkMethod(spec));
  if (gradient) return { gradientEvaluations: budget };
  return density ? { densityEvaluations: budget } : { steps: Math.ceil(budget) };
}

/** The parameters that the suite states in powers of ℓ, in the units of the target. */
function inUnits({ method, scale }: SuiteMethod, lengthScale: number): MethodSpec {
  const { parameters } = checkMethod(method as MethodSpec);
  const scaled = Object.entries(scale).map(([parameter, exponent]): [string, number] => {
    const value = parameters[parameter];
    if (typeof value === 'number') return [parameter, value * power(lengthScale, exponent)];
    const path = ['ensembles', 0, 'scale', parameter];
    throw new InputError(`must name a number among the parameters of ${method.type}`, { path });
  });
  return { ...(method as MethodSpec), ...Object.fromEntries(scaled) };
}

/** Methods that adapt do so for the warm-up of the suite, unless they state their own. */
function withWarmup(spec: MethodSpec, evaluations: number): MethodSpec {
  const { method } = checkMethod(spec);
  const adapts = 'warmup' in method.definition.parameters.shape;
  return adapts && spec.warmup === undefined ? { ...spec, warmup: evaluations } : spec;
}
