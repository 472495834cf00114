import type { Benchmark } from '../folder.ts';
import type { Suite } from '../suite.ts';
import { count } from './text.ts';

/** Where the figures come from, in one sentence. */
export const engineOf = ({ suite, version, backend }: Benchmark): string =>
  `Suite ${suite.name}, seed ${suite.seed}, ottoflow ${version}, backend ${backend}.`;

/** What every method was given, in one sentence. */
export function protocolOf({ replicates, count: particles, budget, warmup, targets, methods }: Suite): string {
  const own = targets.some((target) => target.count !== undefined || target.budget !== undefined);
  const others = own || methods.some((method) => method.count !== undefined || method.duration !== undefined);
  return `${count(replicates, 'replicate')} of ${particles} particles from the same start; each particle may evaluate ∇ log π (log π, where a method has no gradients) ${budget} times${warmup > 0 ? `, the first ${Math.round(100 * warmup)} % for adaptation and burn-in` : ''}${others ? ', unless stated otherwise below' : ''}.`;
}
