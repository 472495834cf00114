import { InputError } from '../errors.ts';
import type { Target } from '../targets/index.ts';

/**
 * |−E − log Z| with E = ∫(V + log ρ) dρ, V = −log density: what a method that minimises the KL functional reports as its energy. E + log Z is KL(ρ | π),
 * so that −E is a lower bound of log Z, and the error is the divergence itself (where the method estimates log ρ, it errs to both sides).
 *
 * @throws InputError for a target whose log Z is not known
 */
export function logNormalizerError(energy: number, { name, logNormalizer }: Target): number {
  if (logNormalizer === undefined) throw new InputError(`target: must have a known log Z, ${name} has none`);
  return Math.abs(energy + logNormalizer);
}
