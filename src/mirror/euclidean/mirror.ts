import { InputError } from '../../errors.ts';
import { Matrix, symmetricInverse } from '../../linalg/index.ts';
import { formatValue } from '../../schema.ts';

/** A strictly convex function u on an open convex set of R^d: points x of it and their mirror images ∇u(x), in float64. */
export interface Mirror {
  readonly type: string;
  readonly title: string;
  /** What the points of the domain have in common, e.g. `must be > 0 in every coordinate`. */
  readonly rule: string;
  contains(x: Float64Array): boolean;
  /** ∇u(x), [d], for x of the domain. */
  gradient(x: Float64Array): Float64Array;
  /** The x with ∇u(x) = y, [d]; a point outside the domain, NaN say, where there is none. */
  inverse(y: Float64Array): Float64Array;
  /** (∇²u(x))⁻¹ v, [d]. */
  precondition(x: Float64Array, v: Float64Array): Float64Array;
  /** Where it is known: where the mirror flow of F = ½k|x|² takes each coordinate of `start` in the time t ≥ 0, [d]. */
  quadraticFlow?(start: Float64Array, strength: number, time: number): Float64Array;
}

/** u(x) = Σ_k υ(x_k), by the derivatives of υ. */
export interface MirrorDefinition {
  /** Its name in scene files. */
  type: string;
  title?: string;
  /** The open interval on which υ is strictly convex; default the line. */
  domain?: readonly [low: number, high: number];
  /** υ′. */
  gradient(x: number): number;
  /** The x with υ′(x) = y; NaN where there is none. */
  inverse(y: number): number;
  /** υ″ ≥ 0. */
  hessian(x: number): number;
  /** Where ẋ = −kx/υ″(x) goes from `start` in the time t, if it is known. */
  quadraticFlow?(start: number, strength: number, time: number): number;
}

/** u on R^d by its derivatives at whole points, for mirrors that mix coordinates. */
export interface PointMirrorDefinition {
  type: string;
  title?: string;
  /** Default: all of R^d. */
  contains?(x: Float64Array): boolean;
  gradient(x: Float64Array): ArrayLike<number>;
  inverse(y: Float64Array): ArrayLike<number>;
  /** ∇²u(x), [d, d], row by row. */
  hessian(x: Float64Array): ArrayLike<ArrayLike<number>>;
}

const registry = new Map<string, Mirror>();

/**
 * Define a mirror that is a sum over coordinates; scenes name it by its `type`.
 * @throws InputError when a derivative is missing or the domain is empty
 */
export function defineMirror(definition: MirrorDefinition): Mirror {
  const { type, title = type, domain = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] } = definition;
  checkFunctions(definition);
  const [low, high] = domain;
  if (!(low < high)) throw new InputError(`mirror.domain: must be [low, high] with low < high, got [${domain}]`);
  const { quadraticFlow } = definition;
  return register({
    type,
    title,
    rule: ruleOf(low, high),
    contains: (x) => x.every((value) => value > low && value < high),
    gradient: (x) => x.map((value) => definition.gradient(value)),
    inverse: (y) => y.map((value) => definition.inverse(value)),
    precondition: (x, v) => v.map((value, k) => value / definition.hessian(x[k]!)),
    ...(quadraticFlow && {
      quadraticFlow: (start, strength, time) => start.map((value) => quadraticFlow(value, strength, time)),
    }),
  });
}

/**
 * Define a mirror by functions of whole points; scenes name it by its `type`.
 * @throws InputError when a derivative is missing
 */
export function definePointMirror(definition: PointMirrorDefinition): Mirror {
  const { type, title = type } = definition;
  checkFunctions(definition);
  return register({
    type,
    title,
    rule: 'must lie in its domain',
    contains: (x) => x.every(Number.isFinite) && (definition.contains?.(x) ?? true),
    gradient: (x) => Float64Array.from(definition.gradient(x)),
    inverse: (y) => Float64Array.from(definition.inverse(y)),
    precondition(x, v) {
      const rows = Array.from(definition.hessian(x), (row) => Array.from(row));
      return Float64Array.from(
        symmetricInverse(rows)
          .mmul(Matrix.columnVector([...v]))
          .to1DArray(),
      );
    },
  });
}

/** The mirror of a name. @throws InputError naming the known ones */
export function mirrorOf(type: string): Mirror {
  const mirror = registry.get(type);
  if (mirror) return mirror;
  throw new InputError(`mirror: must be one of ${mirrorTypes().join(', ')}, got ${formatValue(type)}`);
}

/** The names of all mirrors. */
export const mirrorTypes = (): string[] => [...registry.keys()].sort();

function register(mirror: Mirror): Mirror {
  if (typeof mirror.type !== 'string' || mirror.type === '') {
    throw new InputError(`mirror.type: must be a name, got ${formatValue(mirror.type)}`);
  }
  registry.set(mirror.type, mirror);
  return mirror;
}

function checkFunctions(definition: MirrorDefinition | PointMirrorDefinition): void {
  for (const field of ['gradient', 'inverse', 'hessian'] as const) {
    if (typeof definition[field] === 'function') continue;
    throw new InputError(`mirror.${field}: must be a function, got ${formatValue(definition[field])}`);
  }
}

function ruleOf(low: number, high: number): string {
  const below = low > Number.NEGATIVE_INFINITY ? `> ${low}` : '';
  const above = high < Number.POSITIVE_INFINITY ? `< ${high}` : '';
  const bounds = [below, above].filter((bound) => bound !== '').join(' and ');
  return `must be ${bounds || 'finite'} in every coordinate`;
}
