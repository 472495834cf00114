import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { covarianceFault, diagonal, symmetricInverse } from '../../linalg/index.ts';
import { normalDensity, normalQuantile, uniformPoints } from '../../random/index.ts';
import { buildTarget, type Target } from '../../targets/index.ts';
import { standardNormalPoints } from '../low-discrepancy.ts';
import { gaussianReference, type Reference } from '../reference.ts';
import { affineRows } from '../rows.ts';

const covariance = z.array(z.array(z.number())).superRefine((rows, context) => {
  const message = covarianceFault(rows);
  if (message) context.addIssue({ code: 'custom', message });
});

const edge = z.union([z.number(), z.array(z.number()).min(1)]);

/** What is checked as soon as it is read; every other type is a target. */
const shapes: Record<string, z.ZodType> = {
  gaussian: z.strictObject({
    type: z.literal('gaussian'),
    mean: z.array(z.number()).min(1).optional(),
    covariance: covariance.optional(),
    dimension: z.int().positive().optional(),
  }),
  uniform: z.strictObject({ type: z.literal('uniform'), low: edge, high: edge }),
};

/**
 * e^{−g} as plain data: `gaussian` with `mean` ν (default 0) and `covariance` Θ (default the identity), `uniform` on the box from `low` to `high` (points, or one
 * number for all coordinates), or any target with known moments and quantiles or samples. A target serves as well as its data.
 */
export const referenceSpecification = z.preprocess(
  (value) => (value as Partial<Target> | undefined)?.spec ?? value,
  z.looseObject({ type: z.string().default('gaussian') }).superRefine((value, context) => {
    for (const issue of shapes[value.type]?.safeParse(value).error?.issues ?? []) {
      context.addIssue({ ...issue, code: 'custom' });
    }
  }),
);

export type ReferenceSpecification = z.output<typeof referenceSpecification>;

/** The law e^{−g} that the mirror map transports to, as much of it as is known. */
export interface ReferenceLaw {
  readonly type: string;
  /** The Gaussian of its mean and covariance: the law itself if it is one. */
  readonly gaussian: Reference;
  /** On the line: the y with P(Y ≤ y) = lower = 1 − upper; both are given, so that both tails keep their digits. */
  quantile?(lower: number, upper: number): number;
  /** On the line: dy/dP there, one over the density. */
  quantileSlope?(lower: number, upper: number): number;
  /** `count` points that stand for it, row-major, the same every time. */
  points?(count: number): Float64Array;
  /** −∇g at rows [n, d], row-major, where the law has a density. */
  score?(rows: Float64Array): Promise<Float64Array>;
  /** The box that it fills evenly, [low, high] of each coordinate. */
  support?: readonly (readonly [number, number])[];
}

/** A method asks for the same law at every step. */
const knownLaws = new WeakMap<ReferenceSpecification, ReferenceLaw>();

/** @throws InputError naming what is wrong with the reference */
export function referenceLaw(specification: ReferenceSpecification, dimension: number): ReferenceLaw {
  const known = knownLaws.get(specification);
  if (known?.gaussian.dimension === dimension) return known;
  const law = builtLaw(specification, dimension);
  knownLaws.set(specification, law);
  return law;
}

function builtLaw(specification: ReferenceSpecification, dimension: number): ReferenceLaw {
  if (specification.type === 'gaussian') {
    const { dimension: own = dimension, ...moments } = specification as unknown as GaussianSpecification;
    checkDimension(own, dimension);
    return gaussianLaw(gaussianReference(dimension, moments));
  }
  if (specification.type === 'uniform') return uniformLaw(specification as unknown as UniformSpecification, dimension);
  return targetLaw(buildTarget(specification, { where: 'reference', path: ['reference'] }), dimension);
}

function checkDimension(own: number, dimension: number): void {
  if (own !== dimension) throw new InputError(`reference: must have dimension ${dimension}, got ${own}`);
}

function gaussianLaw(gaussian: Reference): ReferenceLaw {
  const { dimension, mean, root } = gaussian;
  const points = (count: number): Float64Array =>
    affineRows(standardNormalPoints(count, dimension), root, undefined, mean);
  const precision = symmetricInverse(gaussian.covariance).mul(-1);
  const score = async (rows: Float64Array): Promise<Float64Array> => affineRows(rows, precision, mean);
  if (dimension > 1) return { type: 'gaussian', gaussian, points, score };
  const deviation = root.get(0, 0);
  return {
    type: 'gaussian',
    gaussian,
    points,
    score,
    quantile: (lower, upper) => mean[0]! + deviation * normalQuantile(lower, upper),
    quantileSlope: (lower, upper) => deviation / normalDensity(normalQuantile(lower, upper)),
  };
}

interface GaussianSpecification {
  mean?: number[];
  covariance?: number[][];
  dimension?: number;
}

interface UniformSpecification {
  low: number | number[];
  high: number | number[];
}

function uniformLaw(specification: UniformSpecification, dimension: number): ReferenceLaw {
  const [low, high] = (['low', 'high'] as const).map((field) => {
    const value = specification[field];
    const corner = typeof value === 'number' ? new Array<number>(dimension).fill(value) : value;
    if (corner.length === dimension) return corner;
    throw new InputError(`reference.${field}: must have ${dimension} coordinates, got ${corner.length}`);
  }) as [number[], number[]];
  const sides = low.map((value, k) => high[k]! - value);
  const flat = sides.findIndex((side) => !(side > 0 && side < Number.POSITIVE_INFINITY));
  if (flat >= 0) throw new InputError(`reference.high: must be above low = ${low[flat]}, got ${high[flat]}`);
  const gaussian = gaussianReference(dimension, {
    mean: low.map((value, k) => value + sides[k]! / 2),
    covariance: diagonal(sides.map((side) => side ** 2 / 12)).to2DArray(),
  });
  const points = (count: number): Float64Array =>
    uniformPoints(count, dimension).map((u, at) => low[at % dimension]! + sides[at % dimension]! * u);
  const support = low.map((value, k): [number, number] => [value, high[k]!]);
  const score = async (rows: Float64Array): Promise<Float64Array> => new Float64Array(rows.length);
  if (dimension > 1) return { type: 'uniform', gaussian, points, score, support };
  return {
    type: 'uniform',
    gaussian,
    points,
    score,
    support,
    quantile: (lower, upper) => (lower < upper ? low[0]! + sides[0]! * lower : high[0]! - sides[0]! * upper),
    quantileSlope: () => sides[0]!,
  };
}

/** Share of a tail probability that its quantile is differentiated over. */
const DIFFERENCE = 1e-4;

function targetLaw(target: Target, dimension: number): ReferenceLaw {
  const { name, spec, moments, quantile, sample, dimension: own } = target;
  checkDimension(own, dimension);
  if (!moments) throw new InputError(`reference: must have a known mean and covariance, ${name} has none`);
  const gaussian = gaussianReference(dimension, moments);
  const slope = (lower: number, upper: number): number => {
    const step = DIFFERENCE * Math.min(lower, upper);
    return (quantile!(lower + step) - quantile!(lower - step)) / (2 * step);
  };
  return {
    type: spec.type,
    gaussian,
    ...(quantile && { quantile: (lower) => quantile(lower), quantileSlope: slope }),
    ...(spec.type !== 'empirical' && { score: (rows: Float64Array) => scoreOf(target, rows) }),
    ...(sample && { points: (count) => Float64Array.from(sample(count, 'reference')) }),
  };
}

async function scoreOf(target: Target, rows: Float64Array): Promise<Float64Array> {
  const { dimension } = target;
  const gradient = tidy(() =>
    target.gradLogDensity(tensor2d(Float32Array.from(rows), [rows.length / dimension, dimension])),
  );
  const values = Float64Array.from(await gradient.data());
  gradient.dispose();
  return values;
}
