import { checkMethod, needsOf as needsOfMethod } from '../world/index.ts';
import type { EnsembleSummary } from './summary.ts';

/** What a method with these parameters was given besides a place to start: the price of a comparison. */
export function needsOf({
  method,
  parameters,
  densityEvaluations,
}: Pick<EnsembleSummary, 'method' | 'parameters' | 'densityEvaluations'>): string {
  const { gradient, samples } = needsOfMethod(checkMethod({ type: method, ...parameters }));
  const density = !gradient && densityEvaluations > 0;
  const needs = [gradient && 'gradients', density && 'density', samples && 'samples'];
  return needs.filter(Boolean).join(' + ') || 'nothing';
}
