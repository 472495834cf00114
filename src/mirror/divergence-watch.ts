import { firstLine } from '../errors.ts';

/** Below this stiffness the scheme cannot diverge. */
const STIFF = 1;
/** Gradients that grow this many steps in a row are no transient: on the way to equilibrium they fall. */
const GROWING_STEPS = 10;

const MEMORY = 'divergenceWatch';

type Memory = Map<string, Float64Array>;

/**
 * Note the size of the gradients of a step; the numbers it needs lie in `memory`.
 *
 * @param steepness mean |∇f|²
 * @param stiffness see `MirrorMove`
 * @throws Error when the step size is so large that the particles run away
 */
export function watchDivergence(
  memory: Memory,
  { steepness, stiffness }: { steepness: number; stiffness: number },
): void {
  const [last = Number.POSITIVE_INFINITY, streak = 0] = memory.get(MEMORY) ?? [];
  const growing = stiffness > STIFF && steepness > last ? streak + 1 : 0;
  memory.set(MEMORY, Float64Array.of(steepness, growing, stiffness));
  if (growing >= GROWING_STEPS) throw new Error(reason(`the gradients grew ${growing} steps in a row`, stiffness));
}

/** A fault in the terms of its cause: where the last step was too stiff, whatever followed is divergence. */
export function explained(fault: unknown, memory: Memory): unknown {
  const stiffness = memory.get(MEMORY)?.[2] ?? 0;
  if (!(fault instanceof RangeError) || stiffness <= STIFF) return fault;
  return new Error(reason(firstLine(fault), stiffness), { cause: fault });
}

const reason = (what: string, stiffness: number): string =>
  `diverges: step size × curvature / 2 is ${stiffness.toPrecision(3)}, but must stay below ${STIFF} (try a smaller step size); ${what}`;
