import type { ComponentRef } from 'bitecs';
import type { z } from 'zod';
import { InputError } from '../errors.ts';
import { formatValue, parse } from '../schema.ts';
import type { Ensemble, MethodSpec, World } from './model.ts';

/** What a system gets to see in one call. */
export interface Context<P = Record<string, unknown>> {
  world: World;
  ensemble: Ensemble;
  parameters: P;
}

/** What a method asks of its target; `run` prints it beside the figures, because it is the price of the comparison. */
export interface Needs {
  /** A target to move to. */
  target: boolean;
  /** ∇ log π. */
  gradient: boolean;
  /** log π, counted as `densityEvaluations`. Default false. */
  density?: boolean;
  /** Exact samples of the target (or data). */
  samples: boolean;
}

/** A method: its parameters and the system that moves the ensembles that carry its component. */
export interface MethodDefinition<S extends z.ZodObject = z.ZodObject> {
  type: string;
  /** The name of its bitECS component. */
  component: string;
  title: string;
  /** Paper and equation. */
  source: string;
  parameters: S;
  needs: Needs | ((parameters: z.output<S>) => Needs);
  /**
   * The flow of laws that the method approximates, where a closed form of it can be laid over the particles: the Fokker-Planck equation, or
   * the JKO scheme or JKO-Flow with the parameters `stepSize` and `energy`, the Wasserstein mirror flow with `energy` and `reference` (where
   * none is given, the standard Gaussian, or for `mirror-from-reference` the initial measure), or the Euclidean one with `mirror` and `objective`,
   * or birth-death dynamics with the parameter `langevin`;
   * on sites the Sinkhorn potential flow, or the Sinkhorn or the entropic JKO scheme (with `reference`), with `stepSize`, `epsilon` and `energy`.
   */
  flow?:
    | 'fokker-planck'
    | 'jko'
    | 'jko-flow'
    | 'mirror'
    | 'mirror-from-reference'
    | 'euclidean-mirror'
    | 'birth-death'
    | 'sinkhorn-potential-flow'
    | 'sinkhorn-jko'
    | 'entropic-jko';
  /** Whether the particles are chains that do not see each other once warm-up is over: only these have an R-hat and an effective sample size. */
  independentChains?: boolean;
  /** Whether the particles are sites, which stay where they are and carry mass: the column `weight` moves. */
  sites?: boolean;
  /** The parameter that sets the physical time of a step, for convergence studies. Default `stepSize`. */
  stepParameter?: keyof z.output<S> & string;
  /** Physical time of one step. */
  stepSize(parameters: z.output<S>): number;
  /** The most steps in one call of `advance`; more than one only if no step needs the host. Default 1. */
  fuse?: number;
  /** Names of other ensembles of the world that a step reads. */
  reads?(parameters: z.output<S>): string[];
  /** Once, before the first step and after the method was swapped in: check the target, add columns. */
  prepare?(context: Context<z.output<S>>): void | Promise<void>;
  /** Move by exactly `steps` steps from `ensemble.steps` on and count the evaluations; the world keeps the clock. */
  advance(context: Context<z.output<S>>, steps: number): void | Promise<void>;
}

/** The factory of a method: parameters in, checked plain data out. */
export interface Method<S extends z.ZodObject = z.ZodObject> {
  (...parameters: Record<string, never> extends z.input<S> ? [z.input<S>?] : [z.input<S>]): MethodSpec & z.output<S>;
  readonly definition: MethodDefinition<S>;
  /** The bitECS component: an ensemble that has it is moved by this method. */
  readonly component: ComponentRef;
}

/** What a method with these parameters asks of its target. */
export function needsOf({ method: { definition }, parameters }: CheckedMethod): Needs {
  return typeof definition.needs === 'function' ? definition.needs(parameters) : definition.needs;
}

/** A method and its parameters, checked and with defaults. */
export interface CheckedMethod {
  method: Method;
  parameters: Record<string, unknown>;
}

const registry = new Map<string, Method>();

/** Define a method. One call a file in `systems/`; the factory it returns is the file's public name. */
export function defineMethod<S extends z.ZodObject>(definition: MethodDefinition<S>): Method<S> {
  const factory = ((parameters: unknown = {}) => ({
    type: definition.type,
    ...parse(definition.parameters, parameters, definition.type),
  })) as unknown as Method<S>;
  const method = Object.assign(factory, { definition, component: { name: definition.component } });
  registry.set(definition.type, method as unknown as Method);
  return method;
}

/** Every known method, in the order of their types. */
export const methods = (): Method[] =>
  [...registry.values()].sort((a, b) => a.definition.type.localeCompare(b.definition.type));

/** The method of a type. @throws InputError naming the known ones. */
export function methodOf(type: unknown): Method {
  const method = registry.get(type as string);
  if (method) return method;
  const known = methods().map((each) => each.definition.type);
  throw new InputError(`method.type: must be one of ${known.join(', ')}, got ${formatValue(type)}`, { path: ['type'] });
}

/** The method of an ensemble and its parameters, which were checked when the ensemble got them. */
export function methodAndParameters({ method: spec }: Ensemble): CheckedMethod {
  const { type, ...parameters } = spec;
  return { method: methodOf(type), parameters };
}

/** The parameters of a method given as data, checked and with defaults. @throws InputError */
export function checkMethod(spec: MethodSpec): CheckedMethod {
  if (typeof spec !== 'object' || spec === null) {
    throw new InputError(`method: must be a method such as langevin({ stepSize: 0.1 }), got ${formatValue(spec)}`);
  }
  const { type, ...rest } = spec;
  const method = methodOf(type);
  return { method, parameters: parse(method.definition.parameters, rest, type) };
}

/** The method as data with another step size. @throws InputError when the method is unknown */
export function withStepSize(spec: MethodSpec, stepSize: number): MethodSpec {
  return { ...spec, [methodOf(spec.type).definition.stepParameter ?? 'stepSize']: stepSize };
}
