import { checkMethod, needsOf as needsOfMethod } from '../world/index.ts';

/** What a method with these parameters was given besides a place to start: the price of a comparison. */
export function needsOf({ method, parameters }: { method: string; parameters: Record<string, unknown> }): string {
  const { gradient, samples } = needsOfMethod(checkMethod({ type: method, ...parameters }));
  return [gradient && 'gradients', samples && 'samples'].filter(Boolean).join(' + ') || 'nothing';
}
