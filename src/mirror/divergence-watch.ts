/** Below this stiffness the scheme cannot diverge. */
const STIFF = 1;
/** Gradients that grow this many steps in a row are no transient: on the way to equilibrium they fall. */
const GROWING_STEPS = 20;

const MEMORY = 'divergenceWatch';

/**
 * Note the size of the gradients of a step; the two numbers it needs lie in `memory`.
 *
 * @param steepness mean |∇f|²
 * @param stiffness see `MirrorMove`
 * @throws Error when the step size is so large that the particles run away
 */
export function watchDivergence(
  memory: Map<string, Float64Array>,
  { steepness, stiffness }: { steepness: number; stiffness: number },
): void {
  const [last = Number.POSITIVE_INFINITY, streak = 0] = memory.get(MEMORY) ?? [];
  const growing = stiffness > STIFF && steepness > last ? streak + 1 : 0;
  memory.set(MEMORY, Float64Array.of(steepness, growing));
  if (growing < GROWING_STEPS) return;
  throw new Error(
    `diverges: the gradients grew ${growing} steps in a row, and step size × curvature / 2 is ${stiffness.toPrecision(3)}, but must stay below 1 (try a smaller step size)`,
  );
}
