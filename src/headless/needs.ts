import { methodOf } from '../world/index.ts';

/** What a method was given besides a place to start: the price of a comparison. */
export function needsOf(type: string): string {
  const { gradient, samples } = methodOf(type).definition.needs;
  return [gradient && 'gradients', samples && 'samples'].filter(Boolean).join(' + ') || 'nothing';
}
