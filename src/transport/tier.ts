import { getBackend } from '@tensorflow/tfjs-core';
import { ensureBackend, wasmEngine } from '../tensor/index.ts';
import { BlockOperator } from './block-operator.ts';
import type { Cloud } from './cloud.ts';
import { type CoarseStart, coarseStart } from './coarse-start.ts';
import type { Acceleration, Dual } from './dual.ts';
import { HostDual, HostSelfDual } from './host-dual.ts';
import { hostOperator } from './host-operator.ts';
import type { Potentials, SoftminOperator } from './operator.ts';
import type { SolverOptions } from './options.ts';
import { squaredDiameter } from './squared-diameter.ts';
import { TensorDual, TensorSelfDual } from './tensor-dual.ts';

/** Up to this many pairs `auto` solves in float64 on the host. */
const DOUBLE_PAIRS = 40_000;
const DOUBLE_TOLERANCE = 1e-9;
const SINGLE_TOLERANCE = 1e-4;
/** Float32 sums err by 1e-7 ε: at an ε this many times the squared diameter that is felt, and few iterations are needed. */
const FLAT = 100;
/** So many pairs may then be summed in float64 by plain loops. */
const FLAT_PAIRS = 4_000_000;
/** Skipping may leave out this share of the tolerance. */
const OMITTED_SHARE = 0.05;

interface DualOptions {
  tolerance: number;
  acceleration: Acceleration;
}

/** Where and how a problem is solved. Its second cloud is undefined for a cloud with itself. */
export interface Tier {
  /** The tolerance when the caller gives none. */
  readonly tolerance: number;
  dual(x: Cloud, y: Cloud | undefined, start: Potentials, options: DualOptions): Dual;
  coarseStart?(
    x: Cloud,
    y: Cloud | undefined,
    target: { epsilon: number; signal?: AbortSignal },
  ): Promise<CoarseStart | undefined>;
}

/** Float64 on the host for small problems and where asked for, else what the backend has. */
export async function tierFor(
  x: Cloud,
  y: Cloud,
  epsilon: number,
  { precision = 'auto' }: SolverOptions,
): Promise<Tier> {
  const pairs = x.count * y.count;
  const flat = pairs <= FLAT_PAIRS && epsilon > FLAT * squaredDiameter(x, y);
  const small = flat || pairs <= DOUBLE_PAIRS;
  if (precision === 'double' || (precision === 'auto' && small)) return host(DOUBLE_TOLERANCE);
  await ensureBackend();
  if (getBackend() === 'wasm') return blocks;
  return precision === 'auto' && getBackend() === 'cpu' ? host(SINGLE_TOLERANCE) : tensors;
}

const host = (tolerance: number): Tier => ({
  tolerance,
  dual: (x, y, start, options) => hostDual(hostOperator(x, y ?? x), x, y, start, options.acceleration),
});

const blocks: Tier = {
  tolerance: SINGLE_TOLERANCE,
  dual(x, y, start, { tolerance, acceleration }) {
    const operator = new BlockOperator(wasmEngine(), x, y, OMITTED_SHARE * tolerance);
    return hostDual(operator, x, y, start, acceleration);
  },
  coarseStart: (x, y, target) => coarseStart(wasmEngine(), x, y, target),
};

const tensors: Tier = {
  tolerance: SINGLE_TOLERANCE,
  dual: (x, y, start, { acceleration }) =>
    y ? new TensorDual(x, y, start, acceleration) : new TensorSelfDual(x, start.f),
};

function hostDual(
  operator: SoftminOperator,
  x: Cloud,
  y: Cloud | undefined,
  start: Potentials,
  acceleration: Acceleration,
): Dual {
  return y ? new HostDual(operator, y, start, acceleration) : new HostSelfDual(operator, x, start.f, acceleration);
}
