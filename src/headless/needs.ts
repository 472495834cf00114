import { checkMethod, type Needs, needsOf as needsOfMethod } from '../world/index.ts';
import type { EnsembleSummary } from './summary.ts';

/** What a method with these parameters was given besides a place to start: the price of a comparison. */
export function needsOf({
  method,
  parameters,
  densityEvaluations,
}: Pick<EnsembleSummary, 'method' | 'parameters' | 'densityEvaluations'>): string {
  const { gradient, samples } = needsOfMethod(checkMethod({ type: method, ...parameters }));
  return describeNeeds({ gradient, density: densityEvaluations > 0, samples });
}

/** In words; whoever gives gradients gives the density with them. */
export const describeNeeds = ({ gradient, density, samples }: Omit<Needs, 'target'>): string =>
  [gradient ? 'gradients' : density && 'density', samples && 'samples'].filter(Boolean).join(' + ') || 'nothing';
