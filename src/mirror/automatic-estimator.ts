import { buresEstimator } from './bures-estimator.ts';
import type { MirrorEstimator, MirrorMove, MirrorState, MirrorStep } from './estimator.ts';
import type { ReferenceLaw } from './flow/reference-law.ts';
import { monotoneEstimator } from './monotone-estimator.ts';
import { potentialEstimator } from './potential/estimator.ts';
import { sinkhornEstimator } from './sinkhorn-estimator.ts';

/** Dimensions that Gaussians about a few dozen anchors can fill. */
const LARGEST_DIMENSION = 3;
/** Below these the potential would be fitted to noise. */
const LEAST_PARTICLES = 100;
/** With a local preconditioner, steps stiffer than this throw particles out. */
const STIFFEST = 0.5;

const MEMORY = 'potential.abandoned';

export interface EstimatorSettings {
  estimator: 'auto' | 'bures' | 'monotone' | 'sinkhorn' | 'potential';
  bandwidth?: number | undefined;
  epsilon: number;
}

/** The estimator of a name; `auto` is what suits the ensemble. */
export function estimatorFor(
  { estimator, bandwidth, epsilon }: EstimatorSettings,
  { count, dimension, reference }: { count: number; dimension: number; reference: ReferenceLaw },
): MirrorEstimator {
  switch (estimator) {
    case 'bures':
      return buresEstimator;
    case 'monotone':
      return monotoneEstimator(bandwidth);
    case 'sinkhorn':
      return sinkhornEstimator(epsilon);
    case 'potential':
      return potentialEstimator(epsilon);
  }
  if (dimension === 1) return monotoneEstimator(bandwidth);
  const isFit = reference.score && !reference.support && reference.points;
  if (dimension > LARGEST_DIMENSION || count < LEAST_PARTICLES || !isFit) return buresEstimator;
  return withFallback(potentialEstimator(epsilon));
}

/**
 * The carried potential as long as it holds: from the first step on that finds it clipped, stuck or too stiff for the step size, the Bures map, of
 * which e^{−f} is the stationary law whatever happens.
 */
function withFallback(potential: MirrorEstimator): MirrorEstimator {
  const chosen = ({ memory }: MirrorState): MirrorEstimator => (memory.has(MEMORY) ? buresEstimator : potential);
  return {
    async step(step) {
      if (step.memory.has(MEMORY)) return named('bures', await buresEstimator.step(step));
      const move = await potential.step(step);
      if (holds(move)) return named('potential', move);
      move.position.dispose();
      abandon(step);
      return named('bures', await buresEstimator.step(step));
    },
    image: (state) => chosen(state).image(state),
  };
}

/** Share of particles outside the bounds of H. */
const MOST_CLIPPED = 0.05;

const holds = ({ stiffness, report }: MirrorMove): boolean =>
  stiffness < STIFFEST && Number(report.clipped) < MOST_CLIPPED && report.accepted === true;

function abandon({ memory }: MirrorStep): void {
  for (const key of [...memory.keys()]) if (key.startsWith('potential.')) memory.delete(key);
  memory.set(MEMORY, Float64Array.of(1));
}

const named = (estimator: string, move: MirrorMove): MirrorMove => ({ ...move, report: { estimator, ...move.report } });
