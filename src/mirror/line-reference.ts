import { InputError } from '../errors.ts';
import { normalCdf, normalDensity, normalTail } from '../random/index.ts';
import type { ReferenceLaw } from './flow/reference-law.ts';
import { MonotoneMap, type NormalImage } from './monotone-map.ts';

/** The reference on the line. */
export interface LineReference extends NormalImage {
  /** B⁻¹(y), the normal score of y. */
  normalScore(y: number): number;
  /** The ends that the law fills evenly, where it has any. */
  support?: readonly [number, number];
}

/** B is tabulated between these normal scores, beyond which it is straight: 4e-11 of the law lies on each side. */
const REACH = 6.5;
const CELLS = 1300;
/** Points that stand for a reference without a smooth quantile function. */
const POINTS = 4000;

/** Tables take time to build: one for each law. */
const lines = new WeakMap<ReferenceLaw, LineReference>();

/** @throws InputError for a law that is not on the line, or has neither a quantile function nor points */
export function lineReference(law: ReferenceLaw): LineReference {
  const known = lines.get(law);
  if (known) return known;
  const line = lineOf(law);
  lines.set(law, line);
  return line;
}

function lineOf(law: ReferenceLaw): LineReference {
  const { gaussian, type, quantile, points, support } = law;
  if (gaussian.dimension !== 1)
    throw new InputError(`estimator: monotone needs dimension 1, got ${gaussian.dimension}`);
  const mean = gaussian.mean[0]!;
  const deviation = gaussian.root.get(0, 0);
  if (type === 'gaussian') {
    return { value: (z) => mean + deviation * z, slope: () => deviation, normalScore: (y) => (y - mean) / deviation };
  }
  if (support) return evenly(support[0]!);
  if (quantile && type !== 'empirical') return tabulated(quantile);
  if (points) return smoothed(points(POINTS));
  throw new InputError(`reference: ${type} has neither known quantiles nor samples`);
}

function evenly([low, high]: readonly [number, number]): LineReference {
  const side = high - low;
  const value = (z: number): number => (z < 0 ? low + side * normalCdf(z) : high - side * normalTail(z));
  return {
    value,
    slope: (z) => side * normalDensity(z),
    normalScore: (y) => bisected(value, y, -REACH, REACH),
    support: [low, high],
  };
}

function tabulated(quantile: NonNullable<ReferenceLaw['quantile']>): LineReference {
  const spacing = (2 * REACH) / CELLS;
  const nodes = Float64Array.from({ length: CELLS + 1 }, (_, k) => {
    const z = -REACH + k * spacing;
    return quantile(normalCdf(z), normalTail(z));
  });
  const cellOf = (z: number): number => Math.min(CELLS - 1, Math.max(0, Math.floor((z + REACH) / spacing)));
  const slope = (z: number): number => {
    const cell = cellOf(z);
    return (nodes[cell + 1]! - nodes[cell]!) / spacing;
  };
  const value = (z: number): number => {
    const cell = cellOf(z);
    return nodes[cell]! + slope(z) * (z + REACH - cell * spacing);
  };
  return { value, slope, normalScore: (y) => bisected(value, y, -2 * REACH, 2 * REACH) };
}

/** The inverse of the monotone map from a sample to N(0, 1). */
function smoothed(sample: Float64Array): LineReference {
  const map = new MonotoneMap(sample, { value: (z) => z, slope: () => 1 });
  const value = (z: number): number => map.inverse(z);
  return { value, slope: (z) => 1 / map.hessian(map.inverse(z)), normalScore: (y) => map.gradient(y) };
}

function bisected(increasing: (z: number) => number, y: number, low: number, high: number): number {
  let [left, right] = [low, high];
  while (right - left > 1e-12) {
    const middle = (left + right) / 2;
    if (increasing(middle) < y) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}
