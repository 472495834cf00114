import { z } from 'zod';
import { type Energy, type EvaluationCount, hostPotential, potentialEnergy } from '../../energies/index.ts';
import { InputError } from '../../errors.ts';
import type { Target } from '../../targets/index.ts';

const point = z.union([z.number(), z.array(z.number()).min(1)]).default(0);

/** F as plain data. */
export const objectiveSpecification = z.union([
  z.literal('target').describe('F = −log π of the target'),
  z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('quadratic'),
        strength: z.number().positive().default(1),
        centre: point.describe('a point, or one number for all of its coordinates'),
      }),
      z.strictObject({
        type: z.literal('linear'),
        slope: point.describe('a vector, or one number for all coordinates'),
      }),
    ])
    .describe('F = ½ strength |x − centre|², or slope·x, in float64'),
]);

export type ObjectiveSpecification = z.output<typeof objectiveSpecification>;

export interface ObjectiveContext {
  dimension: number;
  /** Needed where the objective is 'target'. */
  target?: Target | undefined;
  /** Grows with the evaluations of F, one density and one gradient a point and call. */
  count: EvaluationCount;
}

/**
 * The mean of F over points as an energy; its `gradient` is ∇F at each one.
 * @throws InputError where a vector has another dimension, or there is no target
 */
export function objectiveOf(specification: ObjectiveSpecification, context: ObjectiveContext): Energy {
  const { dimension, target, count } = context;
  if (specification === 'target') {
    if (!target) throw new InputError("objective: 'target' needs a target, got none");
    return potentialEnergy(target, count);
  }
  return counted(hostObjective(specification, dimension), count);
}

function hostObjective(specification: Exclude<ObjectiveSpecification, 'target'>, dimension: number): Energy {
  if (specification.type === 'linear') {
    const slope = vectorOf(specification.slope, dimension, 'objective.slope');
    return hostPotential({
      dimension,
      value: (x) => x.reduce((sum, value, k) => sum + slope[k]! * value, 0),
      gradient: () => slope,
      hessian: () => slope.map(() => new Float64Array(dimension)),
    });
  }
  const { strength } = specification;
  const centre = vectorOf(specification.centre, dimension, 'objective.centre');
  return hostPotential({
    dimension,
    value: (x) => x.reduce((sum, value, k) => sum + 0.5 * strength * (value - centre[k]!) ** 2, 0),
    gradient: (x) => x.map((value, k) => strength * (value - centre[k]!)),
    hessian: () => centre.map((_, k) => centre.map((__, l) => (k === l ? strength : 0))),
  });
}

function vectorOf(value: number | number[], dimension: number, field: string): number[] {
  if (typeof value === 'number') return new Array<number>(dimension).fill(value);
  if (value.length === dimension) return value;
  throw new InputError(`${field}: must have ${dimension} coordinates, got ${value.length}`);
}

const counted = (energy: Energy, count: EvaluationCount): Energy => ({
  ...energy,
  at(points) {
    count.densityEvaluations += points.length / energy.dimension;
    count.gradientEvaluations += points.length / energy.dimension;
    return energy.at(points);
  },
});
