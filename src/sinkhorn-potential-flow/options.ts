import { InputError } from '../errors.ts';
import type { SiteKernel } from '../sites/index.ts';

export interface PotentialFlowOptions {
  /** δ > 0, physical time of the step. */
  readonly stepSize: number;
  /** 1 is the implicit Euler method, ½ that of Crank and Nicolson; in between is allowed. Default 1. */
  readonly theta?: number;
  /** How far below zero w may be, in units of the terms it is the sum of; > 0. Default 1e-10. */
  readonly tolerance?: number;
  /** Most rounds of the active set, or most Newton steps where there is an entropy; a whole number ≥ 1. Default 200. */
  readonly maxIterations?: number;
}

export type CheckedOptions = Required<PotentialFlowOptions>;

/** The options with their defaults. @throws InputError naming the one that makes no sense */
export function checkedOptions(options: PotentialFlowOptions): CheckedOptions {
  const { stepSize, theta = 1, tolerance = 1e-10, maxIterations = 200 } = options;
  for (const [name, value] of Object.entries({ stepSize, tolerance })) {
    if (!(value > 0 && Number.isFinite(value))) throw new InputError(`${name}: must be a number > 0, got ${value}`);
  }
  if (!(theta >= 0.5 && theta <= 1)) throw new InputError(`theta: must be a number from 0.5 to 1, got ${theta}`);
  if (!(Number.isInteger(maxIterations) && maxIterations >= 1)) {
    throw new InputError(`maxIterations: must be an integer >= 1, got ${maxIterations}`);
  }
  return { stepSize, theta, tolerance, maxIterations };
}

/** What rounding of the kernel cannot be told from. */
const ROUNDINGS = 16;

/** The tolerance, or what the kernel allows. */
export const toleranceOf = ({ precision }: SiteKernel, { tolerance }: CheckedOptions): number =>
  Math.max(tolerance, ROUNDINGS * precision);
